// Goal: no bytes make the readers crash, hang or grow, and what is read can be judged. libFuzzer.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "checker/check.h"
#include "checker/history/event_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace pawl::checker;
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  auto history = read_history(ByteSource::memory(text));
  if (!history) return 0;
  CheckOptions options;
  options.deadline = std::chrono::milliseconds(20);
  options.memory_bytes_max = std::size_t{16} << 20;
  const auto result = check(*history, options);
  if (result && result->parts.empty() && !history->operations.empty()) __builtin_trap();
  return 0;
}
