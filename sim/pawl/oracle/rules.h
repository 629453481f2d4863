#pragma once
// The oracles that pawl has beside everybody's (sim/oracle/findings.h): their names, and the rules that they
// watch over.

#include <span>
#include <string_view>

#include "sim/system/system.h"

namespace pawl::sim {

namespace oracle {
inline constexpr std::string_view kInvariant = "invariant";
inline constexpr std::string_view kOneLeader = "one-leader-per-term";
inline constexpr std::string_view kLogMatching = "log-matching";
inline constexpr std::string_view kLogWhole = "log-without-holes";
inline constexpr std::string_view kCompleteness = "leader-completeness";
inline constexpr std::string_view kCommitted = "committed-entries-stay";
inline constexpr std::string_view kCommitDurable = "commit-durable-on-quorum";
inline constexpr std::string_view kDurable = "durable-on-own-disk";
inline constexpr std::string_view kDigest = "equal-state";
inline constexpr std::string_view kApplied = "applied-only-grows";
inline constexpr std::string_view kPromiseEarly = "promise-before-write";
inline constexpr std::string_view kPromiseKept = "promise-after-restart";
inline constexpr std::string_view kHistory = "linearizable";
inline constexpr std::string_view kIssued = "issued-once-without-gap";
inline constexpr std::string_view kKeys = "one-effect-per-key";
inline constexpr std::string_view kModel = "answers-by-model";
inline constexpr std::string_view kRefused = "refused-did-not-happen";
inline constexpr std::string_view kGuidance = "shows-the-way";
inline constexpr std::string_view kBounds = "within-bounds";
inline constexpr std::string_view kService = "in-good-time";
inline constexpr std::string_view kAlarm = "no-false-alarm";
}  // namespace oracle

std::span<const OracleRule> rules_of_pawl();

}  // namespace pawl::sim
