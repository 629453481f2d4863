// Goal: what pawl-load reports and records is what happened. Method: its parts alone, and a history written
// to a file.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "bench/load/latency.h"
#include "bench/load/options.h"
#include "bench/load/recorder.h"

namespace pawl::bench {
namespace {

TEST(Mix, IsReadFromText) {
  const auto mix = parse_mix("next=8,reserve=1,read=1");
  ASSERT_TRUE(mix.has_value());
  EXPECT_EQ(mix->next, 8U);
  EXPECT_EQ(mix->sum(), 10U);
  EXPECT_EQ(parse_mix("read=3")->next, 0U);
  for (const char* bad :
       {"", "next", "next=", "next=x", "next=-1", "next=1001", "write=1", "next=0", "next=1 "}) {
    EXPECT_FALSE(parse_mix(bad).has_value()) << bad;
  }
}

TEST(Options, WrongUsageIsTold) {
  const auto read = [](std::vector<const char*> words) {
    words.insert(words.begin(), "pawl-load");
    return read_load_options(static_cast<int>(words.size()), words.data());
  };
  EXPECT_EQ(read({})->clients, 16U);
  EXPECT_EQ(read({"--endpoints", "a:1,b:2"})->endpoints, (std::vector<std::string>{"a:1", "b:2"}));
  EXPECT_EQ(read({"--keys", "off"})->keys, Keys::Off);
  EXPECT_EQ(read({"--help"}).error().exit_code, 0);
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"--bogus"}, {"--clients", "0"}, {"--mix", "next=0"}, {"--keys", "maybe"}, {"--seconds", "-1"}}) {
    const auto options = read(words);
    ASSERT_FALSE(options.has_value()) << words.front();
    EXPECT_EQ(options.error().exit_code, 64);
  }
}

TEST(Latency, PercentilesAreAtMostAFewPercentTooHigh) {
  Latency latency;
  EXPECT_EQ(latency.percentile(0.5).ns, 0);
  std::vector<std::int64_t> all;
  for (std::int64_t i = 1; i <= 10'000; ++i) {
    all.push_back(i * i * 37);
    latency.add({all.back()});
  }
  for (const double share : {0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto exact = all[static_cast<std::size_t>(share * 10'000) - 1];
    const std::int64_t told = latency.percentile(share).ns;
    EXPECT_GE(told, exact) << share;
    EXPECT_LE(static_cast<double>(told), static_cast<double>(exact) * 1.02) << share;
  }
  EXPECT_EQ(latency.max().ns, all.back());
  EXPECT_EQ(latency.count(), 10'000U);
}

TEST(Recorder, FailureIsWrittenOnlyWhereTheErrorProvesIt) {
  const std::string path =
      std::filesystem::temp_directory_path() / ("pawl-recorder-" + std::to_string(::getpid()) + ".edn");
  {
    auto recorder = Recorder::open(path);
    ASSERT_TRUE(recorder.has_value());
    const Recorded next{.process = 0, .kind = Kind::Next, .count = 1, .key = "k1"};
    const Recorded reserve{.process = 1, .kind = Kind::Reserve, .count = 5, .key = ""};
    const Recorded read{.process = 2, .kind = Kind::Read, .count = 1, .key = ""};
    recorder->begin(1, next);
    recorder->begin(2, reserve);
    recorder->end(3, next,
                  machine::Reserved{
                      .first = 1, .last = 1, .count = 1, .increment = 1, .revision = 1, .incarnation = 1});
    recorder->begin(4, read);
    recorder->end(5, reserve, machine::Outcome{std::unexpect, Error{ErrorCode::TimedOut, ""}});
    recorder->end(6, read, machine::Outcome{std::unexpect, Error{ErrorCode::Overloaded, ""}});
    ASSERT_TRUE(recorder->close().has_value());
  }
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  std::filesystem::remove(path);
  EXPECT_EQ(
      text.str(),
      "{:index 0, :time 1, :process 0, :type :invoke, :f :next, :value nil, :idem \"k1\"}\n"
      "{:index 1, :time 2, :process 1, :type :invoke, :f :reserve, :value [5 nil]}\n"
      "{:index 2, :time 3, :process 0, :type :ok, :f :next, :value 1, :idem \"k1\", :revision 1}\n"
      "{:index 3, :time 4, :process 2, :type :invoke, :f :read, :value nil}\n"
      "{:index 4, :time 5, :process 1, :type :info, :f :reserve, :value [5 nil], :error \"timed-out\"}\n"
      "{:index 5, :time 6, :process 2, :type :fail, :f :read, :value nil, :error \"overloaded\"}\n");
}

}  // namespace
}  // namespace pawl::bench
