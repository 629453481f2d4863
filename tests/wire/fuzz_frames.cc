// Any bytes, taken for each thing that pawl reads from peers, clients and disks: nothing may crash, and what
// is read can be written and read again.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "core/wire/api.h"
#include "core/wire/disk.h"
#include "core/wire/entry.h"
#include "core/wire/frame.h"
#include "core/wire/row.h"
#include "core/wire/utf8.h"

namespace pawl::wire {
namespace {

void read_frame(std::string_view bytes) {
  if (bytes.size() < kFrameHeaderBytes) return;
  const std::string_view header_bytes = bytes.substr(0, kFrameHeaderBytes);
  const std::string_view payload = bytes.substr(kFrameHeaderBytes);
  static_cast<void>(check_frame({1}, header_bytes, payload));
  const auto header = decode_header(header_bytes);
  if (!header) return;
  // The checksum would keep the fuzzer out; what lies behind it must stand alone.
  static_cast<void>(decode_greeting(payload));
  const auto envelope = decode_envelope(*header, payload);
  if (!envelope) return;
  EntryCache cache(1U << 20U);
  const auto again = encode_envelopes(header->origin, envelope->input.messages, cache);
  PAWL_CHECK(again.size() <= 1 || payload.size() > 1000);
}

void read_entry(std::string_view bytes) {
  const auto entry = decode_entry(bytes);
  if (!entry) return;
  const std::string written = encode_entry(*entry);
  const auto again = decode_entry(written);
  PAWL_CHECK(again.has_value());
  PAWL_CHECK(encode_entry(*again) == written);
}

void read_row(std::string_view bytes) {
  const std::size_t key_bytes = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front()) % 16U;
  if (bytes.size() < 1 + key_bytes) return;
  const std::string_view key = bytes.substr(1, key_bytes);
  const auto row = decode_row(key, bytes.substr(1 + key_bytes));
  if (row) PAWL_CHECK(decode_row(key, encode_row(*row)).has_value());
}

void read_api(std::string_view bytes) {
  v1::Call call;
  if (call.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    static_cast<void>(read_call(std::move(call)));
  }
  v1::Answer answer;
  if (answer.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    static_cast<void>(read_answer(answer));
  }
  static_cast<void>(decode_status_details(std::string(bytes)));
}

}  // namespace
}  // namespace pawl::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pawl::wire;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read_frame(bytes);
  read_entry(bytes);
  read_row(bytes);
  read_api(bytes);
  static_cast<void>(decode_identity(bytes));
  static_cast<void>(decode_hard_state(bytes));
  static_cast<void>(decode_applied(bytes));
  PAWL_CHECK(to_utf8(to_utf8(bytes)) == to_utf8(bytes));
  return 0;
}
