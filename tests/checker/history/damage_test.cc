// Goal: what is no history is refused with its place, and with a word on what to do. Method: tables of small
// texts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "checker/history/event_reader.h"

namespace pawl::checker {
namespace {

using ::testing::HasSubstr;

std::expected<History, Damage> read(const std::string& text) {
  return read_history(ByteSource::memory(text));
}

struct Broken {
  std::string name;
  std::string text;
  std::uint64_t line;
  std::string what;
};

class BrokenHistory : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenHistory, IsRefusedWithItsPlace) {
  const auto history = read(GetParam().text);
  ASSERT_FALSE(history.has_value());
  EXPECT_THAT(history.error().what, HasSubstr(GetParam().what));
  EXPECT_EQ(history.error().place.line, GetParam().line);
}

std::string line(const std::string& rest) { return "{:process 0 :type " + rest + "}\n"; }

INSTANTIATE_TEST_SUITE_P(
    Damage, BrokenHistory,
    ::testing::Values(
        Broken{"empty", "", 1, "no event"}, Broken{"only_blanks", " \n\n ; x\n", 4, "no event"},
        Broken{"no_history", "<html>", 1, "no history"}, Broken{"other_log", "hello\nworld\n", 3, "no event"},
        Broken{"cut_off", "{:process 0 :type :invoke :f :read :va", 1, "cut off"},
        Broken{"cut_off_vector", "[{:process 0 :type :invoke :f :read}\n", 2, "cut off"},
        Broken{"cut_off_text", "{:process 0 :type :invoke :f :read :value \"abc", 1, "cut off"},
        Broken{"after_end", "[{:process 0 :type :invoke :f :read}]\n{:process 0}", 2, "after the end"},
        Broken{"nul", std::string("{:process 0 :type\n \0 }", 22), 2, "NUL"},
        Broken{"not_utf8", "{:process 0 :type :invoke :f :read :value\n\"\xff\"}", 2, "UTF-8"},
        Broken{"cut_utf8", "{:process 0 :type :invoke :f :read :value \"\xe2\x82", 1, "UTF-8"},
        Broken{"surrogate", "{:process 0 :type :invoke :f :read :value \"\xed\xa0\x80\"}", 1, "UTF-8"},
        Broken{"type", line(":maybe :f :read"), 1, "none of invoke"},
        Broken{"no_type", "{:process 0 :f :read}", 1, "no type"},
        Broken{"no_process", "{:type :ok :f :read}", 1, "no process"},
        Broken{"no_f", "\n\n{:process 0 :type :invoke}", 3, "no f"},
        Broken{"process_type", "{:process 1.5 :type :ok :f :read}", 1, "an integer, or a name"},
        Broken{"process_nil", "{:process nil :type :ok :f :read}", 1, "nobody"},
        Broken{"process_list", "{:process [1] :type :ok :f :read}", 1, "an integer, or a name"},
        Broken{"process_least", "{:process -9223372036854775808 :type :ok :f :read}", 1, "at least"},
        Broken{"named_completes_nothing", "{:process \"a\" :type :ok :f :read}", 1,
               "process \"a\" completes read that it has not invoked"},
        Broken{"named_invokes_twice", "[:a :invoke :read] [:a :invoke :read]", 1, "process :a invokes read"},
        Broken{"named_after_info", "[:a :invoke :read] [:a :info :read] [:a :invoke :read]", 1,
               "with another name"},
        Broken{"f_type", line(":invoke :f 7"), 1, "f is a name"},
        Broken{"big_integer", line(":invoke :f :write :value 9223372036854775808"), 1, "64 bits"},
        Broken{"bad_number", line(":invoke :f :write :value 12x"), 1, "no number"},
        Broken{"token_type", line(":invoke :f :acquire :token \"a\""), 1, "integer"},
        Broken{"brackets", line(":invoke :f :write :value [1 2)"), 1, "should close"},
        Broken{"odd_map", line(":invoke :f :write :value {:a}"), 1, "no value"},
        Broken{"unreadable", line(":invoke :f :write :value #<Object 1>"), 1, "cannot read back"},
        Broken{"unreadable_answer", line(":invoke :f :read") + line(":ok :f :read :value [1 #<Object 1>]"), 2,
               "cannot read back"},
        Broken{"unreadable_key", line(":invoke :f :read :key 1x"), 1, "no number"},
        Broken{"bad_error", line(":invoke :f :read :error [1)"), 1, "should close"},
        Broken{"bad_other", line(":invoke :f :read :other [1)"), 1, "should close"},
        Broken{"open_object", line(":invoke :f :read :other #<Object"), 1, "is missing"},
        Broken{"cut_off_other", "{:process 0 :type :invoke :f :read :other [1", 1, "cut off"},
        Broken{"other_without_value", line(":invoke :f :read :other"), 1, "a value should stand before"},
        Broken{"hexadecimal", line(":invoke :f :write :value 0x1g"), 1, "no hexadecimal"},
        Broken{"large_hexadecimal", line(":invoke :f :write :value 0xffffffffffffffff"), 1, "no hexadecimal"},
        Broken{"radix", line(":invoke :f :write :value 2r101"), 1, "no number"},
        Broken{"no_ratio", line(":invoke :f :write :value 1/x"), 1, "no number"},
        Broken{"more_than_a_ratio", line(":invoke :f :write :value 1/2x"), 1, "no number"},
        Broken{"json_ratio", R"({"process":0,"type":"invoke","f":"write","value":1/2})", 1, "no number"},
        Broken{"quotes", "{'process': 0, 'type': 'invoke', 'f': 'read'}", 1, "double quotes"},
        Broken{"jepsen_binary", std::string("JEPSEN\0\0\0", 9), 1, "history.edn"},
        Broken{"jepsen_binary_of_bytes", "JEPSEN\x01\xae\x6b", 1, "history.edn"},
        Broken{"gzip", "\x1f\x8b\x08", 1, "gzip"}, Broken{"utf16", "\xff\xfe{", 1, "UTF-16"},
        Broken{"zip", "PK\x03\x04....", 1, "zip"},
        Broken{"porcupine_operation",
               R"({"ClientId":1,"Input":{"Key":"a"},"Call":100,"Output":1,"Return":200})", 1,
               "as Porcupine has them; what is read are invocations"},
        Broken{"porcupine_event", R"([{"ClientId":1,"Kind":0,"Value":1,"Id":0}])", 1,
               "an event of Porcupine"},
        Broken{"large_names", R"({"Process":1,"Type":"ok","F":"read"})", 1, "written small"},
        Broken{"completions_alone", "{:type :ok, :value [[:append 1 1]]}", 1,
               "does not say when anything began"},
        Broken{"completions_of_processes", "{:type :ok, :process 1 :value [[:append 1 1]]}", 1,
               "does not say when anything began"},
        Broken{"no_steps", "{:type :invoke, :process 1 :value [[:x 1 1]]}", 1, "no f"},
        Broken{"no_steps_in_tuple", "[1 :invoke]", 1, "no f"},
        Broken{"log_cut_off", "INFO x - 1 :invoke :write [1\nINFO x - 1 :ok :write [1]\n", 1, "was cut off"},
        Broken{"log_type", "INFO x - 1 :invok :write 1\n", 1, "none of invoke"},
        Broken{"deep", line(":invoke :f :write :value " + std::string(100000, '[')), 1, "nested deeper"},
        Broken{"many_hashes", line(":invoke :f :write :value " + std::string(3000, '#') + "1"), 1,
               "symbolic"},
        Broken{"deep_discards", "#_#_" + std::string(1000, '#'), 1, ""},
        Broken{"json_word", "{\"process\":0,\"type\":\"invoke\",\"f\":\"read\",\"value\":nil}", 1, "no JSON"},
        Broken{"completes_nothing", line(":ok :f :read"), 1, "not invoked"},
        Broken{"invokes_twice", line(":invoke :f :read") + line(":invoke :f :read"), 2, "still open"},
        Broken{"completes_other", line(":invoke :f :read") + line(":ok :f :write"), 2, "open operation"},
        Broken{"after_info", line(":invoke :f :read") + line(":info :f :read") + line(":invoke :f :read"), 3,
               "again after"}),
    [](const auto& broken) { return broken.param.name; });

TEST(Reader, NamesTheColumn) {
  const auto history = read("{:process 0 :type :invoke :f :read}\n{:process 0 :type :wrong :f :read}");
  ASSERT_FALSE(history.has_value());
  EXPECT_EQ(history.error().place, (Place{.line = 2, .column = 25}));
  const auto incomplete = read("{:process 0 :type :invoke :f :read}\n{:process 0 :type :ok}");
  ASSERT_FALSE(incomplete.has_value());
  EXPECT_EQ(incomplete.error().place, (Place{.line = 2, .column = 22}));
}

}  // namespace
}  // namespace pawl::checker
