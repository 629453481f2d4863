// The checker as a library: says of one history of a register what its verdict is.

#include <cstdio>
#include <string>

#include "checker/check.h"
#include "checker/history/event_reader.h"

int main() {
  using namespace pawl::checker;
  auto history =
      read_history(ByteSource::memory("{:process 0, :type :invoke, :f :write, :value 3}\n"
                                      "{:process 0, :type :ok, :f :write, :value 3}\n"
                                      "{:process 1, :type :invoke, :f :read, :value nil}\n"
                                      "{:process 1, :type :ok, :f :read, :value 4}\n"));
  if (!history) return 1;
  CheckOptions options;
  options.model = "register";
  const auto result = check(*history, options);
  if (!result) return 1;
  std::printf("%s\n", std::string(verdict_text(result->verdict)).c_str());
  return 0;
}
