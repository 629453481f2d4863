#include "checker/knossos/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace pawl::checker {
namespace {

constexpr std::size_t kOutputBytesMax = 1U << 20U;

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  bool open() { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
  void close_end(int end) {
    int& fd = ends[static_cast<std::size_t>(end)];
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
};

[[noreturn]] void become(const std::vector<std::string>& command, const std::string& folder, const Pipe& out,
                         const Pipe& err) {
  ::setpgid(0, 0);
  ::dup2(out.ends[1], STDOUT_FILENO);
  ::dup2(err.ends[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  if (::chdir(folder.c_str()) == 0) ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

/// Reads what is there; false at the end of the stream.
bool drain(int fd, std::string& into) {
  std::array<char, 4096> buffer{};
  const ssize_t got = ::read(fd, buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR;
  const auto room = kOutputBytesMax - std::min(kOutputBytesMax, into.size());
  into.append(buffer.data(), std::min(static_cast<std::size_t>(got), room));
  return got > 0;
}

/// Collects both streams until both end or the time is over; false if the time was over.
bool collect(Pipe& out, Pipe& err, ChildResult& result, std::chrono::steady_clock::time_point until) {
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())
            .count();
    if (left <= 0) return false;
    std::array<pollfd, 2> streams{{{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
    if (::poll(streams.data(), streams.size(), static_cast<int>(std::min<long>(left, 1000))) < 0) continue;
    if (streams[0].revents != 0 && !drain(out.ends[0], result.out)) out.close_end(0);
    if (streams[1].revents != 0 && !drain(err.ends[0], result.err)) err.close_end(0);
  }
  return true;
}

}  // namespace

std::expected<ChildResult, std::string> run_child(const std::vector<std::string>& command,
                                                  const std::string& folder,
                                                  std::chrono::milliseconds deadline) {
  Pipe out;
  Pipe err;
  if (!out.open() || !err.open()) return std::unexpected(std::string("no pipe: ") + std::strerror(errno));
  const pid_t child = ::fork();
  if (child < 0) return std::unexpected(std::string("no process: ") + std::strerror(errno));
  if (child == 0) become(command, folder, out, err);
  ::setpgid(child, child);  // here, too: whichever comes first, a kill at the deadline finds the group
  out.close_end(1);
  err.close_end(1);
  ChildResult result;
  const bool in_time = collect(out, err, result, std::chrono::steady_clock::now() + deadline);
  if (!in_time) ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_code = in_time && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (result.exit_code == 127) return std::unexpected("cannot start " + command[0]);
  return result;
}

}  // namespace pawl::checker
