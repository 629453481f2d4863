#include "checker/cli/deadline.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <utility>

namespace pawl::checker {
namespace {

// How much later the timer goes off: time for those who look at the clock to say what they know.
constexpr auto kGrace = std::chrono::milliseconds(10);

constexpr std::string_view kMemoryEnded =
    "pawl-check: the memory ended: judge the keys in several files, or give it more\n";

// Whom a failed allocation ends.
std::atomic<const Deadline*> present = nullptr;

static_assert(std::atomic<const Ending*>::is_always_lock_free, "the signal reads it");

// All of it, whatever the signal came between.
void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

// Only what a signal may do.
[[noreturn]] void end_now(const Ending& ending, std::string_view clearing, std::string_view out,
                          std::string_view err) {
  write_all(STDERR_FILENO, clearing);
  write_all(STDOUT_FILENO, out);
  write_all(STDERR_FILENO, err);
  if (!ending.unfinished_file.empty()) ::unlink(ending.unfinished_file.c_str());
  ::_exit(ending.exit_code);
}

timespec timespec_of(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  return {.tv_sec = seconds.count(), .tv_nsec = (time - seconds).count()};
}

}  // namespace

Deadline::Deadline(std::chrono::nanoseconds after, std::string_view clearing)
    : after_(after), clearing_(clearing) {
  present = this;
  std::set_new_handler(end_without_memory);
}

void Deadline::start() {
  until_ = std::chrono::steady_clock::now() + after_;
  struct sigaction action{};
  action.sa_sigaction = end_process;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGALRM;
  event.sigev_value.sival_ptr = this;
  has_timer_ =
      ::sigaction(SIGALRM, &action, nullptr) == 0 && ::timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0;
  const itimerspec when{.it_interval = {}, .it_value = timespec_of(after_ + kGrace)};
  if (has_timer_ && ::timer_settime(timer_, 0, &when, nullptr) == 0) return;
  fmt::print(stderr, "pawl-check: no timer, so the deadline is kept by the search alone: {}\n",
             std::strerror(errno));
}

Deadline::~Deadline() {
  std::set_new_handler(nullptr);
  present = nullptr;
  if (has_timer_) ::timer_delete(timer_);
}

void Deadline::prepare(Ending ending) {
  const Ending& last = *prepared_.emplace_back(std::make_unique<const Ending>(std::move(ending)));
  ending_ = &last;
  is_held_ = false;
  if (has_passed_) end_now(last, clearing_, last.out, last.err);
}

void Deadline::hold() { is_held_ = true; }

std::chrono::nanoseconds Deadline::left() const {
  if (!until_) return after_;
  return std::max<std::chrono::nanoseconds>(*until_ - std::chrono::steady_clock::now(),
                                            std::chrono::nanoseconds(1));
}

std::string Deadline::name() const {
  return fmt::format("the deadline of {:g} s", std::chrono::duration<double>(after_).count());
}

// Several threads may come here; the first has the word.
void Deadline::end_without_memory() {
  static std::atomic<bool> is_ending = false;
  while (is_ending.exchange(true)) ::pause();
  const Deadline& deadline = *present;
  const Ending& ending = *deadline.ending_;
  end_now(ending, deadline.clearing_, deadline.is_held_ ? "" : ending.out_of_memory, kMemoryEnded);
}

void Deadline::end_process(int, siginfo_t* info, void*) {
  if (info->si_code != SI_TIMER) return;  // somebody else's alarm
  auto& deadline = *static_cast<Deadline*>(info->si_value.sival_ptr);
  deadline.has_passed_ = true;
  const Ending* ending = deadline.ending_;
  if (ending && !deadline.is_held_) end_now(*ending, deadline.clearing_, ending->out, ending->err);
}

}  // namespace pawl::checker
