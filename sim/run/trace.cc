#include "sim/run/trace.h"

#include <fmt/format.h>

#include <utility>

namespace pawl::sim {

void Trace::started(SimTime at, HostId host, std::uint64_t life) {
  if (story_ != nullptr) story_->started(at, number_of(host));
  tell(at, host, [&] { return fmt::format("starts (life {})", life); });
}

void Trace::died(SimTime at, HostId host, Story::WritesAtDeath writes) {
  hash_.add(writes.lost);
  if (story_ != nullptr) story_->died(at, number_of(host), writes);
  tell(at, host, [&] { return fmt::format("DIES; {} writes are lost", writes.lost); });
}

void Trace::became_durable(SimTime at, HostId host, std::uint64_t number) {
  if (story_ != nullptr) story_->became_durable(at, number_of(host), number);
}

void Trace::arrived(SimTime at, HostId to, HostId from, std::uint64_t flight) {
  if (story_ != nullptr) story_->arrived(at, flight);
  if (sink_) line(at, to, fmt::format("<- n{}", from.value));
}

void Trace::lost(SimTime at, std::uint64_t flight) {
  if (story_ != nullptr) story_->lost(at, flight);
}

std::uint64_t Trace::say_asked(SimTime at, const Between& between, std::string text) {
  line(at, kNoHost, fmt::format("client {} -> n{}: {}", between.client, between.host.value, text));
  if (story_ == nullptr) return 0;
  return story_->asked(at, between.call, number_of(between.host), std::move(text));
}

std::uint64_t Trace::say_answered(SimTime at, const Between& between, std::string text) {
  line(at, between.host, fmt::format("-> client {}: {}", between.client, text));
  if (story_ == nullptr) return 0;
  return story_->answered(at, number_of(between.host), between.call, std::move(text));
}

void Trace::fault_began(SimTime at, std::uint64_t fault, HostId host, std::string_view name, Duration lasts) {
  if (story_ != nullptr) story_->fault_began(at, fault, number_of(host), name);
  if (sink_) line(at, host, fmt::format("FAULT {} for {} ms", name, lasts.ns / 1'000'000));
}

void Trace::fault_ended(SimTime at, std::uint64_t fault, HostId host, std::string_view name) {
  if (story_ != nullptr) story_->fault_ended(at, fault);
  if (sink_) line(at, host, fmt::format("fault {} ends", name));
}

void Trace::say(SimTime at, HostId host, std::string text) {
  line(at, host, text);
  if (story_ != nullptr) story_->happened(at, number_of(host), std::move(text));
}

void Trace::line(SimTime at, HostId host, const std::string& text) {
  if (!sink_) return;
  const std::string who = host == kNoHost ? std::string("--") : fmt::format("n{}", host.value);
  sink_(fmt::format("{:>5}.{:06} {} {}", at.ns / 1'000'000'000, at.ns / 1000 % 1'000'000, who, text));
}

}  // namespace pawl::sim
