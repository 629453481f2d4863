#pragma once
// A test with a folder of its own, which goes away with it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace pawl::checker::testing {

class InAFolder : public ::testing::Test {
 protected:
  InAFolder()
      : folder_(std::filesystem::temp_directory_path() /
                ("pawl-checker-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~InAFolder() override { std::filesystem::remove_all(folder_); }

  /// Writes a file of the folder; its path.
  std::string write(const std::string& name, const std::string& text) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path) << text;
    return path;
  }

  std::filesystem::path folder_;
};

}  // namespace pawl::checker::testing
