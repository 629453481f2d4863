#pragma once
// What a run of the load came to, as text or JSON.

#include <string>

#include "bench/load/load.h"

namespace pawl::bench {

std::string text_report(const LoadOptions& options, const LoadResult& result);
/// One object on one line.
std::string json_report(const LoadOptions& options, const LoadResult& result);

}  // namespace pawl::bench
