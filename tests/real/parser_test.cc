// Goal: the parser takes every sound command whole or in any two pieces, and refuses everything else at once,
// with a sentence. Method: a table of inputs; each sound one is also cut at every byte.

#include "real/resp/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pawl::real::resp {
namespace {

std::string bulk(const std::string& text) {
  return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

std::string array_of(const std::vector<std::string>& words) {
  std::string bytes = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words) bytes += bulk(word);
  return bytes;
}

std::vector<std::string> words_of(const Command& command) {
  std::vector<std::string> words;
  for (const std::string_view word : command.arguments()) words.emplace_back(word);
  return words;
}

void expect_problem(const std::string& bytes, const std::string& part) {
  Command command;
  const ParseResult result = parse(bytes, command);
  EXPECT_EQ(result.state, ParseState::Malformed) << bytes.substr(0, 80);
  EXPECT_NE(result.problem.find(part), std::string_view::npos) << result.problem;
}

TEST(Parser, TakesSoundCommandsWholeAndInPieces) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> table = {
      {array_of({"PING"}), {"PING"}},
      {array_of({"INCR", "orders"}), {"INCR", "orders"}},
      {array_of({"ECHO", ""}), {"ECHO", ""}},
      {array_of({"ECHO", std::string("\r\n\0*1", 5)}), {"ECHO", std::string("\r\n\0*1", 5)}},
      {array_of({}), {}},
      {"PING\r\n", {"PING"}},
      {"PING\n", {"PING"}},
      {"  INCR \t orders  \r\n", {"INCR", "orders"}},
      {"\r\n", {}},
      {"INCR \"my orders\" 'it is \"so\"' ''\r\n", {"INCR", "my orders", "it is \"so\"", ""}},
      {"INCR gr\xc3\xbc\xc3\x9f"
       "e\r\n",
       {"INCR",
        "gr\xc3\xbc\xc3\x9f"
        "e"}},
  };
  for (const auto& [bytes, words] : table) {
    Command command;
    const std::string with_more = bytes + "*1\r\n";
    const ParseResult whole = parse(with_more, command);
    ASSERT_EQ(whole.state, ParseState::Complete) << bytes;
    EXPECT_EQ(whole.consumed, bytes.size());
    EXPECT_EQ(words_of(command), words);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      EXPECT_EQ(parse(std::string_view(bytes).substr(0, cut), command).state, ParseState::Incomplete)
          << bytes << " cut at " << cut;
    }
  }
}

TEST(Parser, RefusesWhatIsNoCommand) {
  expect_problem("*x\r\n", "multibulk length");
  expect_problem("*\r\n", "multibulk length");
  expect_problem("*-1\r\n", "multibulk length");
  expect_problem("*1\rX", "multibulk length");
  expect_problem("*99999999\r\n", "multibulk length");
  expect_problem("*1\r\n:5\r\n", "expected '$'");
  expect_problem("*1\r\n$-1\r\n", "bulk length");
  expect_problem("*1\r\n$x\r\n", "bulk length");
  expect_problem("*1\r\n$18446744073709551615\r\n", "bulk length");
  expect_problem("*1\r\n$4\r\nPINGX\r\n", "longer than its length");
  for (const char* line :
       {"GET \"a\r\n", "GET a\"\r\n", "GET \"a\"b\r\n", "GET a'b\r\n", "GET \"a\\\"b\"\r\n"})
    expect_problem(line, "unbalanced quotes");
}

TEST(Parser, RefusesAboveEachLimitAndTakesTheLimit) {
  Command command;
  EXPECT_EQ(parse(array_of(std::vector<std::string>(kArgumentsMax, "a")), command).state,
            ParseState::Complete);
  expect_problem(array_of(std::vector<std::string>(kArgumentsMax + 1, "a")), "64 arguments");
  EXPECT_EQ(parse(array_of({std::string(kArgumentBytesMax, 'a')}), command).state, ParseState::Complete);
  expect_problem(array_of({std::string(kArgumentBytesMax + 1, 'a')}), "65536 bytes");
  expect_problem("*2\r\n$4\r\nINCR\r\n$1048576\r\n", "65536 bytes");
  expect_problem(array_of({std::string(kArgumentBytesMax, 'a'), std::string(kArgumentBytesMax, 'b')}),
                 "131072 bytes");
  EXPECT_EQ(parse(std::string(kInlineBytesMax - 1, 'a') + "\n", command).state, ParseState::Complete);
  expect_problem(std::string(kInlineBytesMax, 'a'), "too big inline");
  std::string many;
  for (std::size_t i = 0; i <= kArgumentsMax; ++i) many += "a ";
  expect_problem(many + "\r\n", "64 arguments");
}

TEST(Parser, TellsOtherProtocolsWhatThisIs) {
  expect_problem("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "not HTTP");
  expect_problem("POST /x HTTP/1.1\r\n", "not HTTP");
  expect_problem("Host: localhost:7422\r\n", "not HTTP");
  // A TLS client's first bytes.
  expect_problem(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), "TLS is not spoken");
  // gRPC clients begin with HTTP/2's preface.
  expect_problem("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "not HTTP");
}

}  // namespace
}  // namespace pawl::real::resp
