#pragma once
// A folder that goes away with its test.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace pawl::real {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    // mkdtemp puts letters of its own in place of the last six.
    std::string name =
        (std::filesystem::temp_directory_path() / ("pawl-test-" + std::string(6, 'X'))).string();
    path_ = ::mkdtemp(name.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace pawl::real
