#include "checker/cli/limits.h"

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

// Whom a failed allocation ends.
std::atomic<const Limits*> present = nullptr;

// All of it, whatever the signal came between.
void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

timespec timespec_of(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  return {.tv_sec = seconds.count(), .tv_nsec = (time - seconds).count()};
}

std::string text_of_bytes(std::uint64_t bytes) {
  const double mega = static_cast<double>(bytes) / (1 << 20);
  return mega < 1024 ? fmt::format("{:g} MB", mega) : fmt::format("{:.3g} GB", mega / 1024);
}

}  // namespace

Limits::Limits(std::chrono::nanoseconds deadline, std::uint64_t memory_bytes, std::string_view clearing)
    : deadline_(deadline), memory_bytes_(memory_bytes), clearing_(clearing), memory_(memory_bytes) {
  static_assert(decltype(ending_)::is_always_lock_free, "the signal reads it");
  present = this;
}

void Limits::start() {
  until_ = std::chrono::steady_clock::now() + deadline_;
  struct sigaction action{};
  action.sa_sigaction = end_by_timer;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGALRM;
  event.sigev_value.sival_ptr = this;
  has_timer_ =
      ::sigaction(SIGALRM, &action, nullptr) == 0 && ::timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0;
  const itimerspec when{.it_interval = {}, .it_value = timespec_of(deadline_ + kGrace)};
  if (has_timer_ && ::timer_settime(timer_, 0, &when, nullptr) == 0) return;
  fmt::print(stderr, "pawl-check: no timer, so the deadline is kept by the search alone: {}\n",
             std::strerror(errno));
}

Limits::~Limits() {
  std::set_new_handler(nullptr);
  present = nullptr;
  if (has_timer_) ::timer_delete(timer_);
}

void Limits::prepare(int exit_code, const std::function<LastWords(Limit, const std::string&)>& words,
                     std::string unfinished_file) {
  const auto words_for = [&](Limit limit) { return words(limit, name(limit)); };
  const Ending& last = *prepared_.emplace_back(
      std::make_unique<const Ending>(Ending{.words = {words_for(Limit::Deadline), words_for(Limit::Memory)},
                                            .exit_code = exit_code,
                                            .unfinished_file = std::move(unfinished_file)}));
  ending_ = &last;
  is_held_ = false;
  std::set_new_handler(end_by_memory);
  if (has_passed_) end_now(last, Limit::Deadline, true);
}

void Limits::hold() { is_held_ = true; }

std::chrono::nanoseconds Limits::time_left() const {
  if (!until_) return deadline_;
  return std::max<std::chrono::nanoseconds>(*until_ - std::chrono::steady_clock::now(),
                                            std::chrono::nanoseconds(1));
}

std::string Limits::name(Limit limit) const {
  if (limit == Limit::Deadline)
    return fmt::format("the deadline of {:g} s", std::chrono::duration<double>(deadline_).count());
  return fmt::format("the memory of {} (--memory)", text_of_bytes(memory_bytes_));
}

// Only what a signal may do.
void Limits::end_now(const Ending& ending, Limit limit, bool says_out) const {
  const LastWords& words = ending.words[static_cast<std::size_t>(limit)];
  write_all(STDERR_FILENO, clearing_);
  if (says_out) write_all(STDOUT_FILENO, words.out);
  write_all(STDERR_FILENO, words.err);
  if (!ending.unfinished_file.empty()) ::unlink(ending.unfinished_file.c_str());
  ::_exit(ending.exit_code);
}

// Several threads may come here; the first has the word.
void Limits::end_by_memory() {
  static std::atomic<bool> is_ending = false;
  while (is_ending.exchange(true)) ::pause();
  const Limits& limits = *present;
  limits.end_now(*limits.ending_, Limit::Memory, !limits.is_held_);
}

void Limits::end_by_timer(int, siginfo_t* info, void*) {
  if (info->si_code != SI_TIMER) return;  // somebody else's alarm
  auto& limits = *static_cast<Limits*>(info->si_value.sival_ptr);
  limits.has_passed_ = true;
  const Ending* ending = limits.ending_;
  if (ending && !limits.is_held_) limits.end_now(*ending, Limit::Deadline, true);
}

}  // namespace pawl::checker
