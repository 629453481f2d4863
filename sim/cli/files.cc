#include "sim/cli/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "sim/cli/complain.h"

namespace pawl::sim {
namespace fs = std::filesystem;

std::expected<std::vector<std::string>, std::string> scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> below;
    for (auto at = fs::recursive_directory_iterator(path, error); !error && at != fs::end(at);
         at.increment(error))
      if (at->path().extension() == ".textproto") below.push_back(at->path().string());
    if (error) return std::unexpected(fmt::format("{}: {}", path, error.message()));
    if (below.empty()) return std::unexpected(fmt::format("{}: no scenario (*.textproto) is below it", path));
    std::ranges::sort(below);
    files.insert(files.end(), below.begin(), below.end());
  }
  return files;
}

std::expected<ChoiceList, std::string> read_choices(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()))
    return std::unexpected(
        fmt::format("{}: cannot be read; is the path right, and the file not empty?", path));
  auto list = list_of(text.str());
  if (!list) return std::unexpected(fmt::format("{}: {}", path, list.error()));
  return list;
}

bool write_file(const std::string& path, const std::string& text) {
  if (path == "-") {
    fmt::print("{}", text);
    return std::fflush(stdout) == 0;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file.fail()) return true;
  complain(fmt::format("{}: cannot be written; is the folder there and writable?", path));
  return false;
}

}  // namespace pawl::sim
