// Random histories of a register: by values that are mostly distinct, and by versions.

#include <fmt/format.h>

#include "checker/decide/register/register_versions.h"
#include "checker/decide/register/register_zones.h"
#include "tests/checker/decide/fuzz.h"

namespace pawl::checker::fuzz {
namespace {

constexpr std::uint32_t kValues = 12;

/// Intervals around the points of a true run, some moved.
std::vector<Interval> disturbed_intervals(Random& random) {
  const auto op_count = static_cast<std::size_t>(1 + random.below(8));
  std::vector<Interval> intervals = random_intervals(random, op_count, 10 + random.below(50));
  for (std::int64_t times = random.below(5); times > 0; --times) {
    disturb(random, intervals);
  }
  make_dense(random, intervals);
  return intervals;
}

template <typename Op>
std::string describe(std::span<const Op> ops, bool expected, const Decision& decision) {
  std::string text = fmt::format("register: brute force says {}, decision {} ({})\n", expected,
                                 static_cast<int>(decision.answer), decision.reason);
  for (const Op& op : ops) {
    text += fmt::format("  [{}, {}] kind {} value {} expected {}", op.start, op.is_known() ? op.end : -1,
                        static_cast<int>(op.kind), op.value, op.expected);
    if constexpr (requires { op.version; }) {
      text += fmt::format(" version {}", op.version);
    }
    text += '\n';
  }
  for (OpIndex i : decision.order) {
    text += fmt::format(" {}", i);
  }
  return text;
}

template <typename Op>
std::vector<Interval> intervals_of(const std::vector<Op>& ops) {
  std::vector<Interval> intervals;
  for (const Op& op : ops) {
    intervals.push_back({op.start, op.end});
  }
  return intervals;
}

std::vector<RegisterOp> play_register(Random& random) {
  std::vector<RegisterOp> ops;
  std::uint32_t value = 0;
  std::uint32_t fresh = 1;
  for (const Interval& interval : disturbed_intervals(random)) {
    RegisterOp op{.start = interval.start, .end = interval.end};
    const std::int64_t die = random.below(100);
    op.kind = die < 45 && op.is_known() ? RegisterOp::Kind::Read
              : die < 75                ? RegisterOp::Kind::Write
                                        : RegisterOp::Kind::CompareAndSet;
    op.expected = random.chance(90) || !op.is_known() ? value : 0;
    op.value = random.chance(97) ? fresh++ : static_cast<std::uint32_t>(random.below(fresh));
    if (op.kind == RegisterOp::Kind::Read) {
      op.value = value;
    }
    const bool took_effect = op.is_known() || random.chance(60);
    if (op.kind != RegisterOp::Kind::Read && took_effect) {
      value = op.value;
    }
    ops.push_back(op);
  }
  const auto pick = [&]() -> RegisterOp& {
    return ops[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(ops.size())))];
  };
  for (std::int64_t times = random.below(4); times > 0; --times) {
    RegisterOp& op = pick();
    switch (random.below(4)) {
      case 0: std::swap(op.value, pick().value); break;
      case 1: op.expected = static_cast<std::uint32_t>(random.below(fresh)); break;
      case 2:
        if (op.kind == RegisterOp::Kind::Read) {
          op.value = static_cast<std::uint32_t>(random.below(fresh));
        }
        break;
      default:
        if (op.kind != RegisterOp::Kind::Read) {
          op.end = kNoEnd;
        }
        break;
    }
  }
  return ops;
}

/// A history of versions. The truth: every write gets the next version, with jumps.
std::vector<VersionedOp> play_versions(Random& random) {
  std::vector<VersionedOp> ops;
  std::uint32_t value = 0;
  std::int64_t version = 0;
  for (const Interval& interval : disturbed_intervals(random)) {
    VersionedOp op{.start = interval.start, .end = interval.end};
    const std::int64_t die = random.below(100);
    op.kind = die < 45 && op.is_known() ? VersionedOp::Kind::Read
              : die < 85                ? VersionedOp::Kind::Write
                                        : VersionedOp::Kind::CompareAndSet;
    op.expected = value;
    op.value = op.kind == VersionedOp::Kind::Read ? value : static_cast<std::uint32_t>(random.below(4));
    const bool took_effect = op.is_known() || random.chance(60);
    if (op.kind != VersionedOp::Kind::Read && took_effect) {
      value = op.value;
      version = std::min<std::int64_t>(version + 1 + random.below(2), 14);
    }
    op.version = version;
    ops.push_back(op);
  }
  const auto pick = [&]() -> VersionedOp& {
    return ops[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(ops.size())))];
  };
  for (std::int64_t times = random.below(4); times > 0; --times) {
    VersionedOp& op = pick();
    switch (random.below(5)) {
      case 0: op.version = std::max<std::int64_t>(0, op.version + random.below(3) - 1); break;
      case 1: op.value = static_cast<std::uint32_t>(random.below(4)); break;
      case 2: std::swap(op.version, pick().version); break;
      case 3: op.expected = static_cast<std::uint32_t>(random.below(4)); break;
      default:
        if (op.kind != VersionedOp::Kind::Read) {
          op.end = kNoEnd;
        }
        break;
    }
  }
  return ops;
}

constexpr std::int64_t kAnyVersion = -1;

/// The register's state where versions only grow, to any number that an answer names or to one between.
/// Of the initial value nobody knows which it is.
struct Versioned {
  std::uint32_t value = 0;
  std::int64_t version = kAnyVersion;
  bool operator==(const Versioned&) const = default;
};

}  // namespace

void register_case(Random& random, Tally& tally) {
  const std::vector<RegisterOp> ops = play_register(random);
  const auto step = [&](std::uint32_t value, std::size_t i, const auto& emit) {
    const RegisterOp& op = ops[i];
    if (op.kind == RegisterOp::Kind::Read && op.value != value) {
      return;
    }
    if (op.kind == RegisterOp::Kind::CompareAndSet && op.expected != value) {
      return;
    }
    emit(op.value);
  };
  const std::vector<Interval> intervals = intervals_of(ops);
  const bool expected = exists_order(std::span<const Interval>(intervals), std::uint32_t{0}, step);
  RegisterRules rules;
  rules.value_count = kValues;
  const Decision decision = decide_register(ops, rules);
  const bool holds =
      !decision.is_linearizable() || is_linearization(std::span<const Interval>(intervals),
                                                      std::span(decision.order), std::uint32_t{0}, step);
  count(tally, expected, decision, holds,
        [&] { return describe(std::span<const RegisterOp>(ops), expected, decision); });
}

void versions_case(Random& random, Tally& tally) {
  const std::vector<VersionedOp> ops = play_versions(random);
  // Twice the version, so that there is always room for unknown writes between two known ones: each takes
  // one of sixteen places.
  constexpr std::int64_t kRoom = 16;
  const auto step = [&](const Versioned& from, std::size_t i, const auto& emit) {
    const VersionedOp& op = ops[i];
    if (op.kind == VersionedOp::Kind::Read) {
      if (op.value == from.value && (from.version == kAnyVersion || op.version * kRoom == from.version)) {
        emit(Versioned{op.value, op.version * kRoom});
      }
      return;
    }
    if (op.kind == VersionedOp::Kind::CompareAndSet && op.expected != from.value) {
      return;
    }
    if (op.is_known()) {
      if (op.version * kRoom > from.version) {
        emit(Versioned{op.value, op.version * kRoom});
      }
      return;
    }
    if (from.version == kAnyVersion) {
      emit(Versioned{op.value, kAnyVersion});
      return;
    }
    emit(Versioned{op.value, from.version + 1});
    for (const VersionedOp& other : ops) {
      if (other.kind == VersionedOp::Kind::Read && other.version * kRoom > from.version) {
        emit(Versioned{op.value, other.version * kRoom});
      }
    }
  };
  const std::vector<Interval> intervals = intervals_of(ops);
  const bool expected = exists_order(std::span<const Interval>(intervals), Versioned{}, step);
  const Decision decision = decide_versions(ops, VersionRules{});
  const bool holds =
      !decision.is_linearizable() ||
      is_linearization(std::span<const Interval>(intervals), std::span(decision.order), Versioned{}, step);
  count(tally, expected, decision, holds,
        [&] { return describe(std::span<const VersionedOp>(ops), expected, decision); });
}

}  // namespace pawl::checker::fuzz
