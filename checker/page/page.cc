#include "checker/page/page.h"

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <string_view>

#include "checker/page/gaps.h"
#include "checker/page/lanes.h"

namespace pawl::checker {
namespace {

constexpr std::string_view kTemplate =
#include "checker/page/page.html.inc"
    ;
constexpr std::string_view kDataMark = "/*DATA*/";

/// A JSON string that may also stand inside a script element.
void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || c == '<') {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

/// Every distinct text once; operations name it by number.
class Texts {
 public:
  int add(const std::string& text) {
    if (text.empty()) return -1;
    return numbers_.emplace(text, static_cast<int>(numbers_.size())).first->second;
  }
  void append(std::string& out) const {
    std::vector<std::string_view> ordered(numbers_.size());
    for (const auto& [text, number] : numbers_) ordered[static_cast<std::size_t>(number)] = text;
    out += "\"texts\":[";
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      if (i != 0) out += ',';
      append_text(out, ordered[i]);
    }
    out += "]";
  }

 private:
  std::map<std::string, int> numbers_;
};

/// The processes, numbered in order of first appearance.
class Processes {
 public:
  int number(const History& history, const Operation& operation) {
    const auto [at, is_new] = numbers_.try_emplace(operation.process, static_cast<int>(texts_.size()));
    if (is_new) texts_.push_back(history.process_text(operation));
    return at->second;
  }
  void append(std::string& out) const {
    out += "\"processes\":[";
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (i != 0) out += ',';
      append_text(out, texts_[i]);
    }
    out += "],";
  }

 private:
  std::map<std::int64_t, int> numbers_;
  std::vector<std::string> texts_;
};

template <class NumberOf>
void append_column(std::string& out, std::string_view name, std::size_t count, const NumberOf& number_of) {
  fmt::format_to(std::back_inserter(out), "\"{}\":[", name);
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) out += ',';
    fmt::format_to(std::back_inserter(out), "{}", number_of(i));
  }
  out += "],";
}

template <class NumberOf>
void append_differences(std::string& out, std::string_view name, std::size_t count,
                        const NumberOf& number_of) {
  std::int64_t before = 0;
  append_column(out, name, count, [&](std::size_t i) {
    const auto number = static_cast<std::int64_t>(number_of(i));
    const std::int64_t difference = number - before;
    before = number;
    return difference;
  });
}

std::string text_of(const Value& value) { return value.is_nil() ? std::string() : to_edn(value); }

std::string text_of(const Witness& witness) {
  std::string out;
  const auto add = [&out](std::string_view name, const std::optional<std::int64_t>& number) {
    if (number) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, *number);
  };
  if (!witness.idem.is_nil()) out = "key " + to_edn(witness.idem);
  add("token", witness.token);
  add("revision", witness.revision);
  add("incarnation", witness.incarnation);
  return out;
}

/// The functions of the history, numbered in order of first use.
std::map<Symbol, int> functions_of(const History& history) {
  std::map<Symbol, int> functions;
  for (const Operation& operation : history.operations) {
    functions.emplace(operation.f, static_cast<int>(functions.size()));
  }
  return functions;
}

void append_names(std::string& out, const History& history, const std::map<Symbol, int>& functions) {
  std::vector<std::string_view> names(functions.size());
  for (const auto& [symbol, number] : functions)
    names[static_cast<std::size_t>(number)] = history.names.text(symbol);
  out += "\"names\":[";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) out += ',';
    append_text(out, names[i]);
  }
  out += "],";
}

void append_operations(std::string& out, const PageInput& input, Texts& texts,
                       const std::vector<int>& key_of) {
  const auto& operations = input.history.operations;
  const std::size_t count = operations.size();
  const std::map<Symbol, int> functions = functions_of(input.history);
  append_names(out, input.history, functions);
  const auto column = [&](std::string_view name, const auto& number_of) {
    append_column(out, name, count, [&](std::size_t i) { return number_of(operations[i]); });
  };
  // Large numbers go as differences: to the operation before, or of a return to its call.
  append_differences(out, "call", count, [&](std::size_t i) { return operations[i].call; });
  append_differences(out, "call_ns", count, [&](std::size_t i) { return operations[i].call_ns; });
  append_differences(out, "call_line", count, [&](std::size_t i) { return operations[i].call_line; });
  column("ret", [](const Operation& it) {
    return it.ret == kNever ? -1 : static_cast<std::int64_t>(it.ret - it.call);
  });
  column("ret_ns", [](const Operation& it) { return it.ret == kNever ? -1 : it.ret_ns - it.call_ns; });
  Processes processes;
  column("process", [&](const Operation& it) { return processes.number(input.history, it); });
  processes.append(out);
  column("f", [&](const Operation& it) { return functions.at(it.f); });
  column("outcome", [](const Operation& it) { return static_cast<int>(it.outcome); });
  column("argument", [&](const Operation& it) { return texts.add(text_of(it.argument)); });
  column("result", [&](const Operation& it) { return texts.add(text_of(it.result)); });
  column("witness", [&](const Operation& it) { return texts.add(text_of(*it.witness)); });
  const std::vector<std::int32_t> lanes = lanes_of(input.history);
  append_column(out, "lane", count, [&](std::size_t i) { return lanes[i]; });
  append_column(out, "key", count, [&](std::size_t i) { return key_of[i]; });
  append_column(out, "state_after", count, [&](std::size_t i) {
    return input.state_after.empty() ? -1 : texts.add(input.state_after[i]);
  });
}

void append_parts(std::string& out, const Result& result, const std::map<std::string, int>& keys,
                  const std::vector<std::size_t>& sizes) {
  out += "\"parts\":[";
  for (std::size_t p = 0; p < result.parts.size(); ++p) {
    const PartResult& part = result.parts[p];
    const auto key = keys.find(text_of(part.key));
    const int number = key == keys.end() ? -1 : key->second;
    if (p != 0) out += ',';
    fmt::format_to(std::back_inserter(out), "{{\"key\":{},\"count\":{},", number,
                   sizes[static_cast<std::size_t>(number) + 1]);
    append_differences(out, "order", part.order.size(), [&](std::size_t i) { return part.order[i]; });
    append_column(out, "core", part.core.size(), [&](std::size_t i) { return part.core[i]; });
    out += "\"verdict\":";
    append_text(out, verdict_text(part.verdict));
    out += ",\"budget\":";
    append_text(out, part.budget);
    out += ",\"reason\":";
    append_text(out, part.reason);
    out += '}';
  }
  out += "],";
}

std::string data_of(const PageInput& input) {
  const History& history = input.history;
  std::string out = "{";
  out.reserve(history.operations.size() * 100);
  Texts texts;
  std::map<std::string, int> keys;
  std::vector<int> key_of;
  std::vector<std::string> key_texts;
  std::vector<std::size_t> sizes(1);
  std::int64_t end_ns = 0;
  for (const Operation& operation : history.operations) {
    end_ns = std::max({end_ns, operation.call_ns, operation.ret_ns});
    const std::string key = text_of(operation.key);
    int number = -1;
    if (!key.empty()) {
      const auto [at, is_new] = keys.emplace(key, static_cast<int>(keys.size()));
      if (is_new) key_texts.push_back(key);
      number = at->second;
    }
    key_of.push_back(number);
    sizes.resize(std::max(sizes.size(), static_cast<std::size_t>(number) + 2));
    ++sizes[static_cast<std::size_t>(number) + 1];
  }
  append_operations(out, input, texts, key_of);
  append_column(out, "keys", key_texts.size(), [&](std::size_t i) { return texts.add(key_texts[i]); });
  append_parts(out, input.result, keys, sizes);
  out += "\"gaps\":[";
  const char* comma = "";
  for (const SequenceGap& gap : sequence_gaps(history)) {
    const auto key = keys.find(text_of(gap.key));
    fmt::format_to(std::back_inserter(out), "{}{{\"key\":{},\"after\":{},\"text\":{}}}", comma,
                   key == keys.end() ? -1 : key->second, gap.after, texts.add(gap.text));
    comma = ",";
  }
  fmt::format_to(std::back_inserter(out), "],\"events\":{},\"end_ns\":{},\"initial_state\":{},",
                 history.event_count, end_ns, texts.add(input.initial_state));
  const auto field = [&out](std::string_view name, std::string_view text) {
    fmt::format_to(std::back_inserter(out), "\"{}\":", name);
    append_text(out, text);
    out += ',';
  };
  field("verdict", verdict_text(input.result.verdict));
  field("reason", input.result.reason);
  field("model", input.result.model);
  field("title", input.title);
  texts.append(out);
  out += '}';
  return out;
}

}  // namespace

std::string history_page(const PageInput& input) {
  const std::size_t mark = kTemplate.find(kDataMark);
  std::string page(kTemplate.substr(0, mark));
  page += data_of(input);
  page += kTemplate.substr(mark + kDataMark.size());
  return page;
}

}  // namespace pawl::checker
