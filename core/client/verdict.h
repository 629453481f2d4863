#pragma once
// What an answer to one attempt means for its call: pure judgement, used by the Client alone.

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/client/client.h"

namespace pawl::client {

enum class Verdict : std::uint8_t {
  Final,     ///< decided for every attempt of the call, whatever became of the others
  Refused,   ///< says only that this attempt did not happen; asking again cannot help
  GoOn,      ///< this attempt did not happen and another node may serve it
  Wait,      ///< this attempt did not happen and asking later may help
  Ambiguous  ///< this attempt may have happened, now or later
};

/// What `code`, answered to one attempt of `content`, means. The machine remembers its own refusals under the
/// request's key, so such a refusal binds the other attempts too; all else speaks for the one attempt.
Verdict judge(const Content& content, ErrorCode code);

/// Whether the content may be sent again while an earlier attempt's fate is unknown.
bool is_repeatable(const Content& content);
/// Whether the content changes anything at all.
bool is_request(const Content& content);

/// The error for a call that ends with `last` although an earlier attempt ended as `ambiguous`, or is still
/// unanswered (none): says that it may have happened.
Error ambiguous_end(const std::optional<Error>& ambiguous, const Error& last);

/// The error at the deadline for a call of which an attempt may have happened.
Error timed_out_end(const Content& content, std::uint32_t attempt_count, const std::optional<Error>& last);

/// The error at the deadline for a call of which no attempt happened: the last refusal, with how often was
/// tried.
Error refused_end(const Error& last, std::uint32_t attempt_count);

}  // namespace pawl::client
