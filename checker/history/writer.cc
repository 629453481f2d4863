#include "checker/history/writer.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace pawl::checker {
namespace {

constexpr std::size_t kFlushBytes = 1u << 16;

void append_number(std::string& out, std::int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

void append_string(std::string& out, std::string_view text) {
  if (text.find_first_of("\"\\\n\r\t") != std::string_view::npos) {
    append_edn(out, Value::of(std::string(text)));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void append_pair(std::string& out, std::int64_t first, std::int64_t second) {
  out += '[';
  append_number(out, first);
  out += ' ';
  append_number(out, second);
  out += ']';
}

void append_payload(std::string& out, const Payload& value) {
  using enum Payload::Kind;
  switch (value.kind) {
    case Nil: out += "nil"; break;
    case Number: append_number(out, value.a); break;
    case Count:
      out += '[';
      append_number(out, value.a);
      out += " nil]";
      break;
    case Range:
      out += '[';
      append_number(out, value.a);
      out += ' ';
      append_pair(out, value.b, value.c);
      out += ']';
      break;
    case Swap: append_pair(out, value.a, value.b); break;
    case Text: append_string(out, value.text); break;
    case Edn: out += value.text; break;
  }
}

std::string_view type_text(EventType type) {
  switch (type) {
    case EventType::Invoke: return ":invoke";
    case EventType::Ok: return ":ok";
    case EventType::Fail: return ":fail";
    case EventType::Info: return ":info";
  }
  return ":info";
}

void append_marks(std::string& out, const Marks& marks) {
  if (!marks.idem.empty()) {
    out += ", :idem ";
    append_string(out, marks.idem);
  }
  const std::pair<std::string_view, std::optional<std::int64_t>> numbers[] = {
      {", :incarnation ", marks.incarnation}, {", :revision ", marks.revision}, {", :token ", marks.token}};
  for (const auto& [label, number] : numbers) {
    if (!number) continue;
    out += label;
    append_number(out, *number);
  }
  if (!marks.error.empty()) {
    out += ", :error ";
    append_string(out, marks.error);
  }
}

}  // namespace

void HistoryWriter::write(EventType type, Stamp stamp, std::string_view f, std::string_view name,
                          const Payload& value, const Marks& marks) {
  std::string& out = *out_;
  out += "{:index ";
  append_number(out, static_cast<std::int64_t>(line_count_++));
  out += ", :time ";
  append_number(out, stamp.time_ns);
  out += ", :process ";
  append_number(out, stamp.process);
  out += ", :type ";
  out += type_text(type);
  out += ", :f :";
  out += f;
  out += ", :value ";
  if (name.empty()) {
    append_payload(out, value);
  } else {
    out += '[';
    append_string(out, name);
    out += ' ';
    append_payload(out, value);
    out += ']';
  }
  append_marks(out, marks);
  out += "}\n";
}

void HistoryWriter::nemesis(std::int64_t time_ns, std::string_view f, std::string_view edn) {
  std::string& out = *out_;
  out += "{:index ";
  append_number(out, static_cast<std::int64_t>(line_count_++));
  out += ", :time ";
  append_number(out, time_ns);
  out += ", :process :nemesis, :type :info, :f :";
  out += f;
  out += ", :value ";
  out += edn.empty() ? std::string_view("nil") : edn;
  out += "}\n";
}

struct HistoryFile::State {
  std::mutex mutex;
  std::FILE* file = nullptr;
  std::string buffer;
  HistoryWriter writer{buffer};
  bool has_failed = false;

  void drain() {
    if (!buffer.empty() && std::fwrite(buffer.data(), 1, buffer.size(), file) != buffer.size())
      has_failed = true;
    buffer.clear();
  }
};

HistoryFile::HistoryFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
HistoryFile::HistoryFile(HistoryFile&&) noexcept = default;
HistoryFile& HistoryFile::operator=(HistoryFile&&) noexcept = default;

HistoryFile::~HistoryFile() {
  if (!state_) return;
  state_->drain();
  std::fclose(state_->file);
}

std::expected<HistoryFile, std::string> HistoryFile::create(const std::string& path) {
  auto state = std::make_unique<State>();
  state->file = std::fopen(path.c_str(), "wb");
  if (!state->file) return std::unexpected("cannot write " + path + ": " + std::strerror(errno));
  return HistoryFile(std::move(state));
}

void HistoryFile::write(EventType type, Stamp stamp, std::string_view f, std::string_view name,
                        const Payload& value, const Marks& marks) {
  const std::lock_guard lock(state_->mutex);
  state_->writer.write(type, stamp, f, name, value, marks);
  if (state_->buffer.size() >= kFlushBytes) state_->drain();
}

void HistoryFile::nemesis(std::int64_t time_ns, std::string_view f, std::string_view edn) {
  const std::lock_guard lock(state_->mutex);
  state_->writer.nemesis(time_ns, f, edn);
}

std::expected<void, std::string> HistoryFile::flush() {
  const std::lock_guard lock(state_->mutex);
  state_->drain();
  if (std::fflush(state_->file) != 0 || state_->has_failed) {
    return std::unexpected(std::string("the history is not all written: ") + std::strerror(errno));
  }
  return {};
}

}  // namespace pawl::checker
