// The memory of pawl-sim: blocks do not overlap, keep what is written into them, and are used again, whoever
// gave them back. The program is linked with it.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Sized {
  std::size_t bytes;
  unsigned char* memory;
};

std::vector<Sized> take(std::size_t count) {
  std::vector<Sized> taken;
  for (std::size_t i = 0; i < count; ++i) {
    // All sizes around those of kinds, and some that malloc serves.
    const std::size_t bytes = i * 7 % 1100;
    taken.push_back({bytes, static_cast<unsigned char*>(::operator new(bytes))});
    std::memset(taken.back().memory, static_cast<int>(i % 251), bytes);
  }
  return taken;
}

void drop(const std::vector<Sized>& taken) {
  for (std::size_t i = 0; i < taken.size(); ++i) {
    // Half of those who give back do not say how large it was.
    if (i % 2 == 0)
      ::operator delete(taken[i].memory, taken[i].bytes);
    else
      ::operator delete(taken[i].memory);
  }
}

std::int64_t most_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST(Memory, BlocksKeepWhatIsWrittenIntoThem) {
  const std::vector<Sized> taken = take(20'000);
  for (std::size_t i = 0; i < taken.size(); ++i)
    for (std::size_t at = 0; at < taken[i].bytes; ++at) ASSERT_EQ(taken[i].memory[at], i % 251) << i;
  drop(taken);
}

TEST(Memory, BlocksAreAligned) {
  const std::vector<Sized> taken = take(5'000);
  for (const Sized& one : taken)
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(one.memory) % 16, 0U) << one.bytes;
  drop(taken);
}

TEST(Memory, WhatEndedThreadsTookIsUsedAgain) {
  for (int round = 0; round < 3; ++round) drop(take(20'000));
  const std::int64_t before = most_kilobytes();
  // Each thread takes about 10 MB, which this one gives back.
  for (int round = 0; round < 40; ++round) {
    std::vector<Sized> taken;
    std::thread([&taken] { taken = take(20'000); }).join();
    drop(taken);
  }
  EXPECT_LT(most_kilobytes() - before, 100'000);
}

TEST(Memory, WhatAThreadThatLivesOnTookIsUsedAgain) {
  std::vector<Sized> taken;
  const std::int64_t before = most_kilobytes();
  for (int round = 0; round < 40; ++round) {
    std::thread([&taken] { drop(taken); }).join();
    taken = take(20'000);
  }
  drop(taken);
  EXPECT_LT(most_kilobytes() - before, 100'000);
}
