#pragma once
// Histories that take a while, made of the same few lines many times, and what is found out about the program
// with them.

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/checker/in_a_folder.h"
#include "tests/checker/run_command.h"

namespace pawl::checker::testing {

// What an awk program prints for each i.
inline constexpr const char* kNext = R"(print "[0 :invoke :next nil]"; print "[0 :ok :next " i "]";)";
inline constexpr const char* kWrite = R"(print "[0 :invoke :write " i "]"; print "[0 :ok :write " i "]";)";
inline constexpr const char* kLock = R"(print "[0 :invoke :acquire nil] [0 :ok :acquire nil]";)"
                                     R"(print "[0 :invoke :release nil] [0 :ok :release nil]";)";
inline constexpr const char* kAdd = R"(print "[0 :invoke :add 1]"; print "[0 :ok :add 1]";)";
inline constexpr const char* kWriteToManyKeys =
    R"(print "[0 :invoke :write [" i " 1]] [0 :ok :write [" i " 1]]";)";

class LongHistories : public InAFolder {
 protected:
  // A file of 200,000 times the lines that the awk program prints for each i, and then `last`.
  std::string history_of(const std::string& name, const std::string& lines, const std::string& last = "") {
    const std::string path = (folder_ / name).string();
    const auto made =
        run_command("awk 'BEGIN { for (i = 1; i <= 200000; ++i) { " + lines + " } }' > " + path);
    EXPECT_EQ(made.code, 0) << made.text;
    std::ofstream(path, std::ios::app) << last;
    return path;
  }
};

}  // namespace pawl::checker::testing
