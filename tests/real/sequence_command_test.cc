// Goal: every option of the sequence commands reaches the ask it means, and every wrong use gets a sentence
// that says how to write it. Method: a table of inline commands, shown as text.

#include "real/resp/sequence_command.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/overloaded.h"

namespace pawl::real::resp {
namespace {

std::string text(const std::optional<std::int64_t>& limit) { return limit ? std::to_string(*limit) : "-"; }

std::string text(const machine::Request& request) {
  const std::string key = request.key ? " key=" + *request.key : "";
  return std::visit(Overloaded{[](const machine::SequenceCreate& it) {
                                 const auto& p = it.parameters;
                                 return "create " + it.name + " " + std::to_string(p.initial) + " " +
                                        std::to_string(p.increment) + " " + text(p.min) + " " + text(p.max) +
                                        (p.cycle ? " cycle" : "");
                               },
                               [](const machine::SequenceReserve& it) {
                                 return "reserve " + it.name + " " + std::to_string(it.count) +
                                        (it.on_missing == machine::OnMissing::Create ? " create" : "");
                               },
                               [](const machine::SequenceDelete& it) { return "delete " + it.name; }},
                    request.operation) +
         key;
}

std::string text(const machine::Query& query) {
  return std::visit(Overloaded{[](const machine::SequenceGet& it) { return "get " + it.name; },
                               [](const machine::SequenceList& it) {
                                 return "list '" + it.prefix + "' after '" + it.after.value_or("-") + "' " +
                                        std::to_string(it.limit);
                               }},
                    query);
}

std::string read(const std::string& line) {
  const std::string bytes = line + "\r\n";
  Command command;
  EXPECT_EQ(parse(bytes, command).state, ParseState::Complete);
  const auto result = read_sequence_command(command);
  if (!result) return result.error();
  return std::visit([](const auto& content) { return text(content); }, result->content);
}

TEST(SequenceCommand, ReadsEveryOption) {
  EXPECT_EQ(read("INCR a"), "reserve a 1 create");
  EXPECT_EQ(read("incrby a 10"), "reserve a 10 create");
  EXPECT_EQ(read("GET a"), "get a");
  EXPECT_EQ(read("SEQ.CREATE a"), "create a 0 1 - -");
  EXPECT_EQ(read("seq.create a initial -5 INCREMENT 2 MIN -5 MAX 9223372036854775807 CYCLE KEY k"),
            "create a -5 2 -5 9223372036854775807 cycle key=k");
  EXPECT_EQ(read("SEQ.NEXT a"), "reserve a 1");
  EXPECT_EQ(read("SEQ.NEXT a CREATE KEY k"), "reserve a 1 create key=k");
  EXPECT_EQ(read("SEQ.RESERVE a 7 KEY k"), "reserve a 7 key=k");
  EXPECT_EQ(read("SEQ.RESERVE a 7 CREATE"), "reserve a 7 create");
  EXPECT_EQ(read("SEQ.GET a"), "get a");
  EXPECT_EQ(read("SEQ.DELETE a KEY k"), "delete a key=k");
  EXPECT_EQ(read("SEQ.LIST"), "list '' after '-' 100");
  EXPECT_EQ(read("SEQ.LIST PREFIX or AFTER orders LIMIT 10"), "list 'or' after 'orders' 10");
}

TEST(SequenceCommand, SaysHowToWriteIt) {
  for (const char* line :
       {"INCR", "INCR a b", "INCRBY a", "GET", "SEQ.CREATE", "SEQ.CREATE a MIN", "SEQ.CREATE a MIN x",
        "SEQ.CREATE a MIN 1 MIN 2", "SEQ.CREATE a CYCLE CYCLE", "SEQ.CREATE a LIMIT 5", "SEQ.NEXT",
        "SEQ.NEXT a 5", "SEQ.RESERVE a", "SEQ.GET a b", "SEQ.DELETE", "SEQ.LIST orders", "SEQ.LIST LIMIT 0",
        "SEQ.LIST LIMIT 99999999999999999999"}) {
    const std::string answer = read(line);
    const std::string name = std::string(line).substr(0, std::string(line).find(' '));
    EXPECT_TRUE(answer.starts_with("ERR wrong arguments: write " + name)) << line << " -> " << answer;
  }
  for (const char* line : {"INCRBY a 9223372036854775808", "INCRBY a 1.5", "SEQ.RESERVE a x",
                           "SEQ.RESERVE a 9223372036854775808"}) {
    EXPECT_EQ(read(line), "ERR value is not an integer or out of range") << line;
  }
}

TEST(SequenceCommand, WordsAreEqualInAnyCase) {
  EXPECT_TRUE(is_sequence_command("InCr"));
  EXPECT_TRUE(is_sequence_command("seq.LIST"));
  EXPECT_FALSE(is_sequence_command("INC"));
  EXPECT_FALSE(is_sequence_command("PING"));
}

}  // namespace
}  // namespace pawl::real::resp
