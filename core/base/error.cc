#include "core/base/error.h"

#include <array>

#include "core/base/check.h"

namespace pawl {
namespace {

struct CodeFacts {
  ErrorCode code;
  std::string_view name;
  Certainty certainty;
};

using enum Certainty;
constexpr std::array<CodeFacts, kErrorCodeCount> kFacts{{
    {ErrorCode::InvalidArgument, "invalid-argument", DidNotHappen},
    {ErrorCode::NotFound, "not-found", DidNotHappen},
    {ErrorCode::AlreadyExists, "already-exists", DidNotHappen},
    {ErrorCode::Exhausted, "exhausted", DidNotHappen},
    {ErrorCode::KeyReused, "key-reused", DidNotHappen},
    {ErrorCode::KeyExpired, "key-expired", DidNotHappen},
    {ErrorCode::KeyFromFuture, "key-from-future", DidNotHappen},
    {ErrorCode::KeysFull, "keys-full", DidNotHappen},
    {ErrorCode::NotLeader, "not-leader", DidNotHappen},
    {ErrorCode::Overloaded, "overloaded", DidNotHappen},
    {ErrorCode::ShuttingDown, "shutting-down", DidNotHappen},
    {ErrorCode::LeadershipLost, "leadership-lost", MayHaveHappened},
    {ErrorCode::TimedOut, "timed-out", MayHaveHappened},
}};

const CodeFacts& facts(ErrorCode code) {
  const auto position = static_cast<std::size_t>(code);
  PAWL_CHECK(position < kFacts.size());
  PAWL_CHECK(kFacts[position].code == code);
  return kFacts[position];
}

}  // namespace

Certainty certainty(ErrorCode code) { return facts(code).certainty; }

std::string_view name(ErrorCode code) { return facts(code).name; }

}  // namespace pawl
