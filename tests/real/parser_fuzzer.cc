// libFuzzer: random bytes never crash the parser, never make it read or take more than there is, and what it
// takes it takes again the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "real/resp/parser.h"
#include "real/resp/sequence_command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pawl::real::resp;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Command command;
  while (true) {
    const ParseResult result = parse(bytes, command);
    if (result.state == ParseState::Malformed && result.problem.empty()) std::abort();
    if (result.state != ParseState::Complete) return 0;
    if (result.consumed == 0 || result.consumed > bytes.size()) std::abort();
    for (const std::string_view argument : command.arguments()) {
      if (argument.data() < bytes.data() ||
          argument.data() + argument.size() > bytes.data() + result.consumed) {
        std::abort();
      }
    }
    if (command.size() > 0) (void)read_sequence_command(command);
    bytes.remove_prefix(result.consumed);
  }
}
