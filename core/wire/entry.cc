#include "core/wire/entry.h"

#include <array>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/limits.h"
#include "core/base/overloaded.h"
#include "core/node/command.h"
#include "core/wire/entry.pb.h"
#include "core/wire/operations.h"

namespace pawl::wire {
namespace {

/// Writes each name once, as far as a small table remembers it. What the table forgets is written again: that
/// costs bytes and changes nothing.
class TextWriter {
 public:
  explicit TextWriter(proto::Command& to) : to_(&to), texts_(to.mutable_texts()) {}

  std::uint32_t add(std::string_view text) {
    const auto index = static_cast<std::uint32_t>(to_->text_bytes_size());
    texts_->append(text);
    to_->add_text_bytes(static_cast<std::uint32_t>(text.size()));
    return index;
  }

  std::uint32_t add_name(std::string_view name) {
    std::uint32_t& place = places_[slot_of(name)];
    if (place != 0 && known_[place - 1].text == name) return known_[place - 1].index;
    known_.push_back({.text = name, .index = add(name)});
    place = static_cast<std::uint32_t>(known_.size());
    return known_.back().index;
  }

 private:
  struct Known {
    std::string_view text;  // borrowed from the entry that is being written
    std::uint32_t index = 0;
  };

  /// By length and the last eight bytes: names differ most at their ends.
  static std::size_t slot_of(std::string_view name) {
    std::uint64_t mixed = 0;
    const std::size_t count = name.size() < 8 ? name.size() : 8;
    if (count > 0) std::memcpy(&mixed, name.data() + (name.size() - count), count);
    mixed = (mixed + name.size()) * 0x9e3779b97f4a7c15U;
    return mixed >> 55U;  // 512 slots
  }

  proto::Command* to_;
  std::string* texts_;
  std::vector<Known> known_;
  /// By slot: the place in known_, counted from 1; 0: none. Small, as it is emptied for every entry.
  std::array<std::uint32_t, 512> places_{};
};

bool any_key(const Command& command) {
  for (const machine::Request& request : command.requests) {
    if (request.key) return true;
  }
  return false;
}

/// Drops the columns that say nothing.
void drop_default_columns(proto::Command& to, bool all_one, bool all_refuse) {
  if (all_one) to.clear_counts();
  if (all_refuse) to.clear_on_missing();
}

void write_command(const Command& from, proto::Command& to) {
  const std::size_t count = from.requests.size();
  PAWL_CHECK(count <= kEntryRequestsMax);
  to.set_now_ns(from.now.ns);
  to.set_wall_ns(from.wall.ns);
  const int reserve = static_cast<int>(count);
  to.mutable_kinds()->Reserve(reserve);
  to.mutable_names()->Reserve(reserve);
  to.mutable_counts()->Reserve(reserve);
  to.mutable_on_missing()->Reserve(reserve);
  const bool has_keys = any_key(from);
  bool all_one = true;
  bool all_refuse = true;
  TextWriter texts(to);
  for (const machine::Request& request : from.requests) {
    std::visit(Overloaded{
                   [&](const machine::SequenceCreate& create) {
                     to.add_kinds(proto::OPERATION_KIND_CREATE);
                     to.add_names(texts.add_name(create.name));
                     write_parameters(create.parameters, *to.add_parameters());
                   },
                   [&](const machine::SequenceReserve& asked) {
                     to.add_kinds(proto::OPERATION_KIND_RESERVE);
                     to.add_names(texts.add_name(asked.name));
                     to.add_counts(asked.count);
                     to.add_on_missing(write_on_missing(asked.on_missing));
                     all_one = all_one && asked.count == 1;
                     all_refuse = all_refuse && asked.on_missing == machine::OnMissing::Refuse;
                   },
                   [&](const machine::SequenceDelete& gone) {
                     to.add_kinds(proto::OPERATION_KIND_DELETE);
                     to.add_names(texts.add_name(gone.name));
                   },
               },
               request.operation);
    if (has_keys) to.add_keys(request.key ? texts.add(*request.key) + 1 : 0);
  }
  drop_default_columns(to, all_one, all_refuse);
}

/// Where each text lies.
struct Texts {
  std::string_view all;
  std::vector<std::uint32_t> begins;  // one more than there are texts

  [[nodiscard]] std::optional<std::string_view> at(std::uint32_t index) const {
    if (std::size_t{index} + 1 >= begins.size()) return std::nullopt;
    return all.substr(begins[index], begins[index + 1] - begins[index]);
  }
};

std::expected<Texts, WireError> read_texts(const proto::Command& from) {
  Texts texts{.all = from.texts(), .begins = {}};
  texts.begins.reserve(static_cast<std::size_t>(from.text_bytes_size()) + 1);
  std::uint64_t begin = 0;
  texts.begins.push_back(0);
  for (const std::uint32_t bytes : from.text_bytes()) {
    begin += bytes;
    if (begin > texts.all.size()) return wrong("Command.text_bytes: more than the texts hold");
    texts.begins.push_back(static_cast<std::uint32_t>(begin));
  }
  if (begin != texts.all.size()) return wrong("Command.text_bytes: less than the texts hold");
  return texts;
}

/// Reads the requests of one command in order; holds how far each of the shorter columns is read.
class RequestReader {
 public:
  RequestReader(const proto::Command& from, Texts texts) : from_(&from), texts_(std::move(texts)) {}

  /// Fills in the next request where it stands: moving whole requests costs more than reading them.
  std::expected<void, WireError> next(machine::Request& request) {
    const int at = request_++;
    const auto name = texts_.at(from_->names(at));
    if (!name) return wrong("Command.names: no such text");
    if (auto read = read_operation(from_->kinds(at), *name, request.operation); !read) return read;
    if (from_->keys_size() == 0 || from_->keys(at) == 0) return {};
    const auto key = texts_.at(from_->keys(at) - 1);
    if (!key) return wrong("Command.keys: no such text");
    request.key.emplace(*key);
    return {};
  }

  /// Whether the shorter columns had exactly as many elements as were read.
  std::expected<void, WireError> finish() const {
    if (create_ != from_->parameters_size()) return wrong("Command.parameters: not one for each create");
    if (!fits(from_->counts_size())) return wrong("Command.counts: not one for each reserve");
    if (!fits(from_->on_missing_size())) return wrong("Command.on_missing: not one for each reserve");
    return {};
  }

 private:
  bool fits(int column) const { return column == 0 || column == reserve_; }

  std::expected<void, WireError> read_operation(int kind, std::string_view name, machine::Operation& to) {
    if (kind == proto::OPERATION_KIND_RESERVE) {
      auto& reserve = to.emplace<machine::SequenceReserve>();
      reserve.name = name;
      return read_reserve(reserve);
    }
    if (kind == proto::OPERATION_KIND_DELETE) {
      to.emplace<machine::SequenceDelete>().name = name;
      return {};
    }
    if (kind != proto::OPERATION_KIND_CREATE) return wrong("Command.kinds: missing or of a later version");
    const int at = create_++;
    if (at >= from_->parameters_size()) return wrong("Command.parameters: not one for each create");
    auto& create = to.emplace<machine::SequenceCreate>();
    create.name = name;
    create.parameters = read_parameters(from_->parameters(at));
    return {};
  }

  std::expected<void, WireError> read_reserve(machine::SequenceReserve& reserve) {
    const int at = reserve_++;
    reserve.count = 1;
    reserve.on_missing = machine::OnMissing::Refuse;
    if (from_->counts_size() > 0) {
      if (at >= from_->counts_size()) return wrong("Command.counts: not one for each reserve");
      reserve.count = from_->counts(at);
    }
    if (from_->on_missing_size() == 0) return {};
    if (at >= from_->on_missing_size()) return wrong("Command.on_missing: not one for each reserve");
    const auto on_missing = read_on_missing(from_->on_missing(at));
    if (!on_missing) return std::unexpected(on_missing.error());
    reserve.on_missing = *on_missing;
    return {};
  }

  const proto::Command* from_;
  Texts texts_;
  int request_ = 0;
  int create_ = 0;
  int reserve_ = 0;
};

std::expected<Command, WireError> read_command(const proto::Command& from) {
  const int count = from.kinds_size();
  if (static_cast<std::uint64_t>(count) > kEntryRequestsMax) return wrong("Command: too many requests");
  if (from.names_size() != count) return wrong("Command.names: not one for each request");
  if (from.keys_size() != 0 && from.keys_size() != count) {
    return wrong("Command.keys: not one for each request");
  }
  auto texts = read_texts(from);
  if (!texts) return std::unexpected(texts.error());
  Command command{.now = {from.now_ns()}, .wall = {from.wall_ns()}, .requests = {}};
  command.requests.reserve(static_cast<std::size_t>(count));
  RequestReader reader(from, std::move(*texts));
  for (int i = 0; i < count; ++i) {
    machine::Request& request = command.requests.emplace_back();
    if (auto read = reader.next(request); !read) return std::unexpected(std::move(read.error()));
    if (const auto valid = machine::validate(request); !valid) {
      return wrong("Command: an invalid request: " + valid.error().detail);
    }
  }
  if (const auto whole = reader.finish(); !whole) return std::unexpected(whole.error());
  return command;
}

}  // namespace

std::string encode_entry(const raft::Entry& entry) {
  proto::Entry to;
  to.set_term(entry.term.value);
  to.set_index(entry.index.value);
  to.set_bytes(entry.bytes);
  if (entry.command) write_command(*entry.command, *to.mutable_command());
  return to.SerializeAsString();
}

std::expected<raft::Entry, WireError> decode_entry(std::string_view bytes) {
  if (bytes.size() > kEntryBytesMax) return wrong("Entry: larger than an entry may be");
  proto::Entry from;
  if (!from.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return wrong("Entry: damaged");
  if (from.term() == 0 || from.index() == 0) return wrong("Entry: no term or no index");
  raft::Entry entry{
      .term = {from.term()}, .index = {from.index()}, .bytes = from.bytes(), .command = nullptr};
  if (!from.has_command()) return entry;
  auto command = read_command(from.command());
  if (!command) return std::unexpected(command.error());
  entry.command = std::make_shared<const Command>(std::move(*command));
  return entry;
}

}  // namespace pawl::wire
