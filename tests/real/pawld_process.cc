#include "tests/real/pawld_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <random>

namespace pawl::real {
namespace {

constexpr std::chrono::milliseconds kLookAgain{10};

void pause_briefly() { ::poll(nullptr, 0, static_cast<int>(kLookAgain.count())); }

}  // namespace

bool comes_true(const std::function<bool()>& condition, std::chrono::seconds deadline) {
  const auto give_up = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    pause_briefly();
  }
  return true;
}

std::uint16_t free_port() {
  static std::mt19937 engine(std::random_device{}());
  while (true) {
    const auto port = static_cast<std::uint16_t>(std::uniform_int_distribution<int>(20000, 31999)(engine));
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_free = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    if (is_free) return port;
  }
}

PawldProcess::PawldProcess(const std::vector<std::string>& flags, const std::string& log_path)
    : log_path_(log_path) {
  std::vector<std::string> words{PAWL_BIN_DIR "/pawld"};
  words.insert(words.end(), flags.begin(), flags.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  pid_ = ::fork();
  if (pid_ != 0) {
    ::close(log);
    return;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

PawldProcess::~PawldProcess() {
  if (!is_running()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void PawldProcess::send_signal(int number) const { ::kill(pid_, number); }

bool PawldProcess::is_running() {
  if (exit_code_) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

std::optional<ExitCode> PawldProcess::wait() {
  (void)comes_true([&] { return !is_running(); });
  return exit_code_;
}

std::string PawldProcess::log() const {
  std::ifstream stream(log_path_);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

bool PawldProcess::log_comes_to_hold(const std::string& text) {
  return comes_true([&] { return log().find(text) != std::string::npos || !is_running(); }) &&
         log().find(text) != std::string::npos;
}

Ended run_pawld(const std::vector<std::string>& flags, const std::string& log_path) {
  PawldProcess process(flags, log_path);
  const auto exit_code = process.wait();
  return {exit_code, process.log()};
}

}  // namespace pawl::real
