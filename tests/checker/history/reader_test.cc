// Goal: every form of history is read alike. Method: tables of small texts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "checker/history/event_reader.h"
#include "checker/history/writer.h"

namespace pawl::checker {
namespace {

using ::testing::HasSubstr;

std::expected<History, Damage> read(const std::string& text) {
  return read_history(ByteSource::memory(text));
}

/// One line an operation: process, name, argument, result, outcome.
std::string listing(const History& history) {
  std::string out;
  for (const Operation& op : history.operations) {
    const char* outcome = op.outcome == Outcome::Ok ? "ok" : op.outcome == Outcome::Fail ? "fail" : "?";
    out += std::to_string(op.process) + " " + std::string(history.f_name(op)) + " " + to_edn(op.key) + " " +
           to_edn(op.argument) + " " + to_edn(op.result) + " " + outcome + "\n";
  }
  return out;
}

struct Same {
  std::string name;
  std::string text;
};

class SameHistory : public ::testing::TestWithParam<Same> {};

constexpr const char* kExpected =
    "1 write nil 3 3 ok\n"
    "2 read nil nil 3 ok\n"
    "3 cas nil [1 2] nil ?\n"
    "2 read nil nil nil fail\n";

TEST_P(SameHistory, IsReadAlike) {
  const auto history = read(GetParam().text);
  ASSERT_TRUE(history.has_value()) << history.error().place.line << ": " << history.error().what;
  EXPECT_EQ(listing(*history), kExpected);
  EXPECT_EQ(history->event_count, 8u);
}

const std::string kMaps[] = {
    "{:process 1, :type :invoke, :f :write, :value 3}",
    "{:process 2, :type :invoke, :f :read, :value nil}",
    "{:process :nemesis, :type :info, :f :kill, :value {:a #{1 2}, \"b\" (3 4.5 \\c)}}",
    "{:process 1, :type :ok, :f :write, :value 3, :error [:x \"y\"], :index 2, :time 17}",
    "{:process 3, :type :invoke, :f :cas, :value [1 2]}",
    "{:process 2, :type :ok, :f :read, :value 3}",
    "{:process 3, :type :info, :f :cas, :value [1 2]}",
    "{:process 2, :type :invoke, :f :read, :value nil}",
    "{:process 2, :type :fail, :f :read, :value nil}",
};

std::string joined(const std::string& before, const std::string& between, const std::string& after) {
  std::string all = before;
  for (const std::string& map : kMaps) all += map + between;
  return all + after;
}

INSTANTIATE_TEST_SUITE_P(
    Forms, SameHistory,
    ::testing::Values(
        Same{"lines", joined("", "\n", "")}, Same{"one_line", joined("", "", "")},
        Same{"windows_lines", joined("", "\r\n", "")}, Same{"vector", joined("[", "\n ", "]\n")},
        Same{"list_with_comments", joined("; a comment {\n(", " ; another )\n, ", ") ; done")},
        Same{"tags", joined("[#_ {:left out} ", " #jepsen.history.Op ",
                            "{:process :nemesis :type :info :f :x :value #inst \"2020\"}]")},
        Same{"tuples",
             "[1 :invoke :write 3]\n[2 :invoke :read nil]\n[:nemesis :info :kill]\n[1 :ok :write 3]\n"
             "[3 :invoke :cas [1 2]]\n[2 :ok :read 3]\n[3 :info :cas :timed-out]\n[2 :invoke :read nil] [2 "
             ":fail :read nil]"},
        Same{"vector_of_tuples",
             "[[1 :invoke :write 3]\n[2 :invoke :read nil]\n[1 :ok :write 3]\n"
             "[3 :invoke :cas [1 2]]\n[2 :ok :read 3]\n[3 :info :cas :timed-out]\n[2 :invoke :read nil] [2 "
             ":fail :read nil]]"},
        Same{
            "bare_tuples",
            "1 :invoke :write 3\n2\t:invoke\t:read nil\n:nemesis :info :start {\"a\" \"b\"}\n1 :ok :write 3\n"
            "3 :invoke :cas [1 2]\n2 :ok :read 3\n3 :info :cas [1 2] :timed-out\n2 :invoke :read\n2 :fail "
            ":read nil :gone"},
        Same{"log",
             "INFO  jepsen.core - Running test\nINFO  jepsen.util - 1\t:invoke\t:write\t3\n"
             "WARN  other - 17 things\nINFO  jepsen.util - 2   :invoke :read   nil\nINFO  jepsen.util - "
             "1\t:ok\t:write\t3\n"
             "INFO  jepsen.util - 3\t:invoke\t:cas\t[1 2]\nINFO  jepsen.util - 2\t:ok\t:read\t3\n"
             "INFO  jepsen.util - :nemesis\t:info\t:start\tnil\n"
             "INFO  jepsen.util - 3\t:info\t:cas\t:timed-out\nINFO  jepsen.util - 2\t:invoke\t:read\tnil\n"
             "INFO  jepsen.util - 2\t:fail\t:read\t:timed-out\n"},
        Same{"log_of_today",
             "2026-01-01 00:00:00,001{GMT}\tINFO\t[main] jepsen.core: Running - test\n; no comment\n#_ {\n"
             "2026-01-01 00:00:01,001{GMT}\tINFO\t[worker 1] jepsen.util: 1\t:invoke\t:write\t3\n"
             "2026-01-01 00:00:01,001\tWARN\t[other] a.b: 1 thing\n\n  \n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[worker 2] jepsen.util: 2\t:invoke\t:read\tnil\n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[nemesis] jepsen.util: :nemesis\t:info\t:kill\t#object[a.B "
             "0x1f \"a\"]\n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[worker 1] jepsen.util: 1\t:ok\t:write\t3\r\n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[worker 3] jepsen.util: 3\t:invoke\t:cas\t[1 2]\n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[worker 2] jepsen.util: 2\t:ok\t:read\t3\n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[worker 3] jepsen.util: 3\t:info\t:cas\t[1 2]\tReset: (by) "
             "a [peer\n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[worker 2] jepsen.util: 2\t:invoke\t:read\tnil\n"
             "2026-01-01 00:00:02,001{GMT}\tINFO\t[worker 2] jepsen.util: 2\t:fail\t:read\tnil\t[:timed-out "
             "1]"},
        Same{"what_clojure_prints",
             "\xef\xbb\xbf{:process 1, :type :invoke, :f :write, :value 0x3, :error #object[a.B 0x3e2f1a9b "
             "\"x\"]}\n"
             "{:process 2, :type :invoke, :f :read, :value ^{:line 3} nil, :a 22/7, :b "
             "0xffffffffffffffffffff, :c 36rZZ,"
             " :d 123456789012345678901234567890N, :e #\"a}\\\"\", :f2 '(a), :g `(~a ~@b), :h #'a/b, :i @c}\n"
             "{:process :nemesis, :type :info, :f :kill, :value [#<Object a<b>}>], :index 1.5}\n"
             "{:process 1, :type :ok, :f :write, :value '3, :other {:a}, :x \\}, :y [\\( \\newline], :z "
             "#=(a)}\n"
             "{:process 3, :type :invoke, :f :cas, :value ^:a [^b 1 ^{} 2], :time 0x10, :error #}\n"
             "{:process 2, :type :ok, :f :read, :value 3, :w #(a), :v #^a b, :u #a #b {:c d}, :t ##Other, :s "
             "#_ x y}\n"
             "{:process 3, :type :info, :f :cas, :value #<Timeout [}>, :error 1x}\n"
             "{:process 2, :type :invoke, :f :read, :value nil, :deep " +
                 std::string(70, '[') + std::string(70, ']') +
                 "}\n"
                 "{:process 2, :type :fail, :f :read, :value 1//2}\n"},
        Same{
            "json",
            R"([{"process":1,"type":"invoke","f":"write","value":3},{"process":2,"type":"invoke","f":"read","value":null},
                 {"process":"nemesis","type":"info","f":"kill","value":{"a":[true,false,-1.5e3]}},
                 {"process":1,"type":"ok","f":"write","value":3},{"process":3,"type":"invoke","f":"cas","value":[1,2]},
                 {"process":2,"type":"ok","f":"read","value":3},{"process":3,"type":"info","f":"cas","value":[1,2]},
                 {"process":2,"type":"invoke","f":"read"},{"process":2,"type":"fail","f":"read","value":null}])"},
        Same{
            "json_lines",
            "{\"process\":1,\"type\":\"invoke\",\"f\":\"write\",\"value\":3}\n{\"process\": 2, \"type\": "
            "\"invoke\", "
            "\"f\": \"read\", \"value\": null}\n{\"process\":1,\"type\":\"ok\",\"f\":\"write\",\"value\":3}\n"
            "{\"process\":3,\"type\":\"invoke\",\"f\":\"cas\",\"value\":[1,2]}\n"
            "{\"process\":2,\"type\":\"ok\",\"f\":\"read\",\"value\":3}\n"
            "{\"process\":3,\"type\":\"info\",\"f\":\"cas\",\"value\":[1,2]}\n"
            "{\"process\":2,\"type\":\"invoke\",\"f\":\"read\",\"value\":null}\n"
            "{\"process\":2,\"type\":\"fail\",\"f\":\"read\",\"value\":null}"}),
    [](const auto& same) { return same.param.name; });

std::string line(const std::string& rest) { return "{:process 0 :type " + rest + "}\n"; }

TEST(Reader, TakesEventsLongerThanABlock) {
  const std::string text(3 * kBlockBytes, 'x');
  const auto history =
      read("{:process 0 :type :invoke :f :write :value \"" + text + "\"}\n" + line(":ok :f :write"));
  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_EQ(*history->operations[0].argument.text(), text);
}

/// Everything of one line that is read, however it was read.
std::string all_of(const History& history) {
  const Operation& op = history.operations.front();
  std::string out =
      listing(history) + "at " + std::to_string(op.call_ns) + " idem " + to_edn(op.witness->idem);
  out += " token " + (op.witness->token ? std::to_string(*op.witness->token) : "none");
  return out + " revision " + (op.witness->revision ? std::to_string(*op.witness->revision) : "none");
}

// The reader expects what it saw last; each line comes after each other one.
TEST(Reader, ReadsALineAlikeWhateverStoodBefore) {
  const std::vector<std::string> lines{
      "{:process P, :type :invoke, :f :write, :value 3}",
      "{:process P, :type :invoke, :f :write, :value nil}",
      "{:process P, :type :invoke, :f :write, :values 3, :value 4}",
      "{:process P, :type :invoke, :f :write, :value[1 2]}",
      "{:process P, :type :invoke, :f :write, :value\"a\"}",
      "{:process P, :type :invoke, :f :write-all, :value 3 }",
      "{:process P, :type :invoke, :f :w, :value 3,}",
      "{:process  P, :type  :invoke,  :f  :write,\t:value\t3}",
      "{:process ,P, :type ;\n :invoke, :f #_ :x :write, :value,3}",
      "{ :process P :type :invoke :f :write :value -17 :time 12}",
      "{:value 3, :process P, :type :invoke, :f :write, :time 4.5e3, :token 7, :revision nil}",
      "{:process P, :type :invoke, :f :write, ; :value 4\n :value 3}",
      "{:process P, :type :invoke, :f :write, #_ :value #_ 4 :value 3}",
      "{:process P, :type :invoke, :f :write, :value: 4, :value 3}",
      "{:process P, :type :invoke, :f :write, :value nilly, :idem \"k\", :time 123456789012345678}",
      "{:process P, :type :invoke, :f \"write\", :value 12345678, :revision 5}",
      "{:process P, :type :invoke, :f write, :value 123456789012345}",
      "{:process P,\n:type :invoke,\n:f :write,\n:value 9223372036854775807}",
      "{:type :invoke, :process P, :f :write}",
  };
  const auto with_process = [](std::string line, const std::string& process) {
    return line.replace(line.find('P'), 1, process);
  };
  for (const std::string& first : lines) {
    for (const std::string& second : lines) {
      const auto alone = read(with_process(second, "2"));
      ASSERT_TRUE(alone.has_value()) << second << alone.error().what;
      auto both =
          read(with_process(first, "1") + "\n" + with_process(first, "3") + "\n" + with_process(second, "2"));
      ASSERT_TRUE(both.has_value()) << first << second << both.error().what;
      ASSERT_EQ(both->operations.size(), 3u);
      both->operations.erase(both->operations.begin(), both->operations.begin() + 2);
      EXPECT_EQ(all_of(*both), all_of(*alone)) << first << "\n" << second;
    }
  }
}

TEST(Reader, ReadsIntegersOfEveryLength) {
  std::string digits;
  for (int length = 1; length <= 18; ++length) {
    digits += static_cast<char>('0' + length % 10);
    for (const std::string sign : {"", "-", "+"}) {
      const auto history = read(line(":invoke :f :write :value " + sign + digits));
      ASSERT_TRUE(history.has_value()) << history.error().what;
      const std::int64_t number = std::stoll(digits);
      EXPECT_EQ(*history->operations[0].argument.integer(), sign == "-" ? -number : number);
    }
  }
}

// Whatever an event is cut into by the blocks in which a file is read.
TEST(Reader, ReadsAcrossBlocks) {
  std::string text;
  std::int64_t count = 0;
  for (; text.size() < 5 * kBlockBytes; ++count) {
    text += "{:index " + std::to_string(count) + ", :process " + std::to_string(count) +
            ", :type :invoke, :f :write, :value " + std::to_string(count * 7) + "}\n";
  }
  const auto history = read(text);
  ASSERT_TRUE(history.has_value()) << history.error().place.line << ": " << history.error().what;
  ASSERT_EQ(history->operations.size(), static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const Operation& op = history->operations[static_cast<std::size_t>(i)];
    ASSERT_EQ(op.process, i);
    ASSERT_EQ(*op.argument.integer(), i * 7);
    ASSERT_EQ(op.call_line, static_cast<std::uint64_t>(i) + 1);
  }
}

TEST(Reader, ReadsTextOfAllSigns) {
  const auto history = read(line(":invoke :f :write :value \"a\\n\\u00e9\\ud83d\\ude00\\\"\xc3\xa9\""));
  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_EQ(*history->operations[0].argument.text(), "a\n\xc3\xa9\xf0\x9f\x98\x80\"\xc3\xa9");
}

TEST(Reader, EveryPrefixIsReadOrRefused) {
  const std::string whole = joined("[", "\n", "]");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read(whole.substr(0, length)).has_value()) << length;
  }
}

// What no client did is counted; a name is a client, whatever the form.
TEST(Reader, JudgesProcessesByName) {
  for (const std::string& text : {
           std::string(
               "{:process \"c 1\" :type :invoke :f :write :value 3} {:process :b :type :invoke :f :read}"
               "{:process \"c 1\" :type :ok :f :write :value 3} {:process :b :type :ok :f :read :value 3}"
               "{:type :invoke :f :read :process 7} {:type :info :f :slow :process :clock}"
               "{:type :info :f :kill :process \"nemesis\"}"),
           std::string("\"c 1\" :invoke :write 3\n:b :invoke :read\n\"c 1\" :ok :write 3\n:b :ok :read 3\n"
                       "7 :invoke :read\n:clock :info :slow\n:nemesis :info :kill\n"),
           std::string(
               R"([{"process":"c 1","type":"invoke","f":"write","value":3},{"process":"b","type":"invoke",)"
               R"("f":"read"},{"process":"c 1","type":"ok","f":"write","value":3},{"process":"b","type":)"
               R"("ok","f":"read","value":3},{"type":"invoke","f":"read","process":7},{"type":"info",)"
               R"("f":"slow","process":"clock"},{"type":"info","f":"kill","process":"nemesis"}])"),
       }) {
    const auto history = read(text);
    ASSERT_TRUE(history.has_value()) << text << history.error().what;
    ASSERT_EQ(history->operations.size(), 3u) << text;
    EXPECT_EQ(history->process_text(history->operations[0]), "\"c 1\"");
    EXPECT_THAT(history->process_text(history->operations[1]), HasSubstr("b"));
    EXPECT_EQ(history->process_text(history->operations[2]), "7");
    EXPECT_NE(history->operations[0].process, history->operations[1].process);
    EXPECT_EQ(*history->operations[1].result.integer(), 3);
    EXPECT_EQ(history->account.nemesis_count, 1u);
    EXPECT_EQ(history->account.bystander_count, 1u);
    EXPECT_EQ(history->marks.size(), 2u);
  }
}

TEST(Reader, TakesValuesAsClojurePrintsThem) {
  const auto shown = [](const std::string& value) {
    const auto history = read(line(":invoke :f :write :value " + value));
    return history ? to_edn(history->operations[0].argument) : "refused: " + history.error().what;
  };
  EXPECT_EQ(shown("[22/7 -1/2 +3/4]"), R"(["22/7" "-1/2" "3/4"])");
  EXPECT_EQ(shown("[0x1f -0X10 +0x7fffffffffffffff]"), "[31 -16 9223372036854775807]");
  EXPECT_EQ(shown("#\"a+\""), "\"a+\"");
  EXPECT_EQ(shown("^{:a [1}] 5}"), "refused: '}' stands where ']' should close");
  EXPECT_EQ(shown("^:a ^{:b 1} [^c 1 '2 #'d]"), "[1 2 \"d\"]");
  EXPECT_EQ(shown("{^:a :b 1}"), "{:b 1}");
  EXPECT_EQ(shown("12N"), "12");
  const auto json = read(R"({"process":1,"type":"invoke","f":"w","value":[NaN,-Infinity,Infinity]})");
  ASSERT_TRUE(json.has_value()) << json.error().what;
  EXPECT_EQ(to_edn(json->operations[0].argument), "[##NaN ##-Inf ##Inf]");
  const auto error = read("[1 :invoke :r nil] [1 :info :r nil #object[a 0x1f \"b\"]]");
  ASSERT_TRUE(error.has_value()) << error.error().what;
  ASSERT_EQ(error->errors.size(), 1u);
}

TEST(Reader, TakesTransactionsWithoutFunctions) {
  const std::string expected = "1 txn nil [[:append 4 1]] [[:append 4 1]] ok\n2 txn nil [] nil fail\n";
  const auto plain = read(
      "{:process :nemesis :type :info :f :kill} {:type :invoke, :value [[:append 4 1]], :process 1}"
      "{:type :ok, :value [[:append 4 1]], :process 1} {:type :invoke, :value [], :process 2}"
      "{:type :fail, :value nil, :process 2}");
  ASSERT_TRUE(plain.has_value()) << plain.error().what;
  EXPECT_EQ(listing(*plain), expected);
  auto named = read(
      "{:type :invoke, :f :write :value [[:append 4 1]], :process 1} {:type :ok, :f :write :value [[:append "
      "4 1]]"
      ":process 1} {:type :invoke, :f :read, :value [], :process 2} {:type :fail, :f :read, :value nil, "
      ":process 2}");
  ASSERT_TRUE(named.has_value()) << named.error().what;
  name_transactions(*named, Transactions::Guess);
  EXPECT_EQ(listing(*named), expected);
  auto other = read("[1 :invoke :write [[:w 4 1]]] [2 :invoke :write 3]");
  ASSERT_TRUE(other.has_value()) << other.error().what;
  name_transactions(*other, Transactions::Guess);
  EXPECT_EQ(other->f_name(other->operations[0]), "write") << "not every operation is one";
  name_transactions(*other, Transactions::Yes);
  EXPECT_EQ(other->f_name(other->operations[0]), "txn");
  EXPECT_EQ(other->f_name(other->operations[1]), "write");
}

TEST(Reader, CountsTheLinesThatHoldNoOperation) {
  const auto history =
      read("Start\nINFO x - 1 :invoke :read nil\nnoise - 3 things\n\nINFO x - 1 :ok :read nil\nend\n");
  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_EQ(history->operations.size(), 1u);
  EXPECT_EQ(history->account.log_line_count, 3u);
}

TEST(Keys, AreLiftedFromTuplesOnly) {
  auto tuples = read(
      "[0 :invoke :read [:x nil]] [1 :invoke :cas [:y [1 2]]] [0 :ok :read [:x 1]] [1 :ok :cas [:y [1 2]]]");
  ASSERT_TRUE(tuples.has_value());
  ASSERT_TRUE(lift_keys(*tuples, Tuples::Guess).has_value());
  EXPECT_EQ(listing(*tuples), "0 read :x nil 1 ok\n1 cas :y [1 2] [1 2] ok\n");
  auto plain = read("[0 :invoke :read nil] [1 :invoke :cas [1 2]] [0 :ok :read 1] [1 :ok :cas [1 2]]");
  ASSERT_TRUE(plain.has_value());
  ASSERT_TRUE(lift_keys(*plain, Tuples::Guess).has_value());
  EXPECT_EQ(listing(*plain), "0 read nil nil 1 ok\n1 cas nil [1 2] [1 2] ok\n");
  auto reserve = read("[0 :invoke :reserve [2 nil]] [0 :ok :reserve [2 [1 2]]]");
  ASSERT_TRUE(reserve.has_value());
  ASSERT_TRUE(lift_keys(*reserve, Tuples::Guess).has_value());
  EXPECT_EQ(listing(*reserve), "0 reserve nil [2 nil] [2 [1 2]] ok\n");
  auto other = read("[0 :invoke :read [:x nil]] [0 :ok :read [:y 1]]");
  ASSERT_TRUE(other.has_value());
  EXPECT_FALSE(lift_keys(*other, Tuples::Guess).has_value()) << "an answer under another key";
}

TEST(Writer, WritesWhatTheReaderReads) {
  std::string text;
  HistoryWriter writer(text);
  writer.invoke({.process = 0, .time_ns = 5}, "reserve", "orders", Payload::count(3), {.idem = "k\"1"});
  writer.nemesis(6, "kill", "[1 2]");
  writer.invoke({.process = 1, .time_ns = 7}, "next", "orders", Payload::nil(), {});
  writer.ok({.process = 0, .time_ns = 8}, "reserve", "orders", Payload::range(3, 1, 3), {.incarnation = 4});
  writer.unknown({.process = 1, .time_ns = 9}, "next", "orders", Payload::nil(), {.error = "timeout"});
  auto history = read(text);
  ASSERT_TRUE(history.has_value()) << history.error().what;
  EXPECT_EQ(history->marks.size(), 1u);
  ASSERT_TRUE(lift_keys(*history, Tuples::Guess).has_value());
  EXPECT_EQ(listing(*history), "0 reserve \"orders\" [3 nil] [3 [1 3]] ok\n1 next \"orders\" nil nil ?\n");
  EXPECT_EQ(*history->operations[0].witness->idem.text(), "k\"1");
  EXPECT_EQ(history->operations[0].witness->incarnation, 4);
  EXPECT_TRUE(text.starts_with(
      "{:index 0, :time 5, :process 0, :type :invoke, :f :reserve, :value [\"orders\" [3 nil]], "
      ":idem \"k\\\"1\"}\n"))
      << text;
}

}  // namespace
}  // namespace pawl::checker
