#include "checker/decide/sequencer/sequencer_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace pawl::checker {

using Kind = SequencerOp::Kind;

SequencerStream::Ticket SequencerStream::begin(Kind kind, Position start, std::int64_t count) {
  Ticket ticket = 0;
  if (free_.empty()) {
    ticket = static_cast<Ticket>(flights_.size());
    flights_.emplace_back();
  } else {
    ticket = free_.back();
    free_.pop_back();
  }
  flights_[ticket] = {.start = start,
                      .count = count,
                      .floor = highest_,
                      .floor_op = highest_op_,
                      .before = newest_,
                      .after = kNone,
                      .kind = kind};
  (newest_ == kNone ? oldest_ : flights_[newest_].after) = ticket;
  newest_ = ticket;
  if (kind == Kind::Create || kind == Kind::Delete) {
    conclude(undecided("creates and deletes are decided with the whole history in memory"));
  }
  return ticket;
}

void SequencerStream::allocated(Ticket ticket, Position end, std::int64_t first, std::int64_t last) {
  const Flight flight = flights_[ticket];
  land(ticket);
  if (first < 1 || last > rules_.ordinal_max || last - first + 1 != flight.count) {
    conclude(violation(Finding::OffGrid,
                       fmt::format("{} to {} is no range of {} numbers of the sequence", value_of(first),
                                   value_of(last), flight.count),
                       {static_cast<OpIndex>(flight.start)}));
    return;
  }
  if (first <= flight.floor) {
    conclude(
        violation(Finding::InvertedPair,
                  fmt::format("an operation that showed {} had ended before the one that received {} began",
                              value_of(flight.floor), value_of(first)),
                  {static_cast<OpIndex>(flight.floor_op), static_cast<OpIndex>(flight.start)}));
    return;
  }
  if (first > highest_) {
    raise(first - 1, last, flight.start, end);
  } else {
    take(flight, first, last);
  }
  if (last > first) {
    remember_range(first, last);
  }
  close_final_gaps();
}

void SequencerStream::read(Ticket ticket, Position end, std::int64_t seen) {
  const Flight flight = flights_[ticket];
  land(ticket);
  if (seen < 0 || seen > rules_.ordinal_max) {
    conclude(violation(Finding::OffGrid, fmt::format("{} is no number of the sequence", value_of(seen)),
                       {static_cast<OpIndex>(flight.start)}));
    return;
  }
  if (seen < flight.floor) {
    conclude(violation(Finding::InvertedPair,
                       fmt::format("an operation that showed {} had ended before the one that read {} began",
                                   value_of(flight.floor), value_of(seen)),
                       {static_cast<OpIndex>(flight.floor_op), static_cast<OpIndex>(flight.start)}));
    return;
  }
  if (seen > highest_ || !is_begun_) {
    raise(seen, seen, flight.start, end);
  } else if (seen < highest_) {
    see(flight, seen);
  }
  close_final_gaps();
}

void SequencerStream::failed(Ticket ticket) {
  land(ticket);
  close_final_gaps();
}

void SequencerStream::lost(Ticket ticket) {
  const Flight& flight = flights_[ticket];
  if (flight.kind == Kind::Allocate) {
    if (size_ == 0) {
      size_ = flight.count;
    }
    if (size_ != flight.count) {
      conclude(
          undecided(fmt::format("unknown allocations of {} and of {} numbers are decided with the whole "
                                "history in memory",
                                size_, flight.count)));
    }
    waiting_.push(flight.start);
  }
  land(ticket);
  close_final_gaps();
}

Decision SequencerStream::finish() {
  while (oldest_ != kNone && !decision_) {
    lost(oldest_);
  }
  if (!decision_) {
    decision_ = linearizable({});
  }
  return *decision_;
}

/// Takes the operation out of the list of those in flight.
void SequencerStream::land(Ticket ticket) {
  const Flight& flight = flights_[ticket];
  (flight.before == kNone ? oldest_ : flights_[flight.before].after) = flight.after;
  (flight.after == kNone ? newest_ : flights_[flight.after].before) = flight.before;
  free_.push_back(ticket);
}

/// A new highest ordinal: what lies between it and the old one is a gap from now on.
void SequencerStream::raise(std::int64_t base, std::int64_t last, Position op, Position end) {
  if (base > highest_) {
    gaps_.insert(gaps_.end(), Gap{.first = highest_ + 1,
                                  .last = base,
                                  .deadline = end,
                                  .witness = op,
                                  .is_free = !is_begun_ && rules_.begin == SequencerRules::Begin::Anywhere});
  }
  highest_ = last;
  highest_op_ = op;
  is_begun_ = true;
}

/// An allocation below the highest ordinal must lie in one gap, and leaves what remains of it.
void SequencerStream::take(const Flight& flight, std::int64_t first, std::int64_t last) {
  const auto gap = gaps_.lower_bound(Gap{.last = first});
  if (gap == gaps_.end() || gap->first > first || gap->last < last) {
    conclude(
        violation(Finding::Duplicate,
                  fmt::format("{} to {} was handed out in part by another operation, or read from within",
                              value_of(first), value_of(last)),
                  {static_cast<OpIndex>(flight.start)}));
    return;
  }
  Gap below = *gap;
  below.last = first - 1;
  auto next = gap;
  if (gap->last > last) {
    gap->first = last + 1;
    gap->is_free = false;
  } else {
    next = gaps_.erase(gap);
  }
  if (below.first <= below.last) {
    gaps_.insert(next, below);
  }
}

/// A read below the highest ordinal is a boundary: it may split a gap, and must not lie inside a range.
void SequencerStream::see(const Flight& flight, std::int64_t seen) {
  const auto gap = gaps_.lower_bound(Gap{.last = seen});
  if (gap != gaps_.end() && gap->first <= seen && seen < gap->last) {
    Gap below = *gap;
    below.last = seen;
    gap->first = seen + 1;
    gap->is_free = false;
    gaps_.insert(gap, below);
    return;
  }
  if (gap != gaps_.end() && gap->first > seen && seen == 0) {
    gap->is_free = false;
  }
  auto range = ranges_.upper_bound(seen);
  if (range == ranges_.begin()) {
    return;
  }
  --range;
  if (seen < range->second) {
    conclude(violation(Finding::InsideRange,
                       fmt::format("{} was read inside the range {} to {}", value_of(seen),
                                   value_of(range->first), value_of(range->second)),
                       {static_cast<OpIndex>(flight.start)}));
  }
}

/// Keeps a range as long as a read in flight may still answer from within it.
void SequencerStream::remember_range(std::int64_t first, std::int64_t last) {
  const std::int64_t floor = oldest_ == kNone ? highest_ : flights_[oldest_].floor;
  while (!ranges_.empty() && ranges_.begin()->second <= floor) {
    ranges_.erase(ranges_.begin());
  }
  if (last > floor) {
    ranges_.emplace(first, last);
  }
}

/// A gap is final when all that is in flight began after its deadline: who begins later answers higher.
void SequencerStream::close_final_gaps() {
  const Position oldest_start = oldest_ == kNone ? kNoEnd : flights_[oldest_].start;
  while (!gaps_.empty() && gaps_.begin()->deadline < oldest_start) {
    const Gap gap = *gaps_.begin();
    while (!waiting_.empty() && waiting_.top() <= gap.deadline) {
      waiting_.pop();
      ++eligible_;
    }
    const std::int64_t length = gap.last - gap.first + 1;
    const std::int64_t need = size_ == 0 ? length : length / size_;
    if (!gap.is_free) {
      if (need > eligible_ || (size_ != 0 && length % size_ != 0)) {
        conclude(violation(
            Finding::Gap,
            fmt::format(
                "an operation that saw beyond had ended, {} to {} were given to no known operation, and the "
                "{} operations of unknown outcome left that had begun by then cannot account for exactly "
                "these",
                value_of(gap.first), value_of(gap.last), eligible_),
            {static_cast<OpIndex>(gap.witness)}));
        return;
      }
      eligible_ -= need;
    }
    gaps_.erase(gaps_.begin());
  }
  if (gaps_.empty()) {
    eligible_ += static_cast<std::int64_t>(waiting_.size());
    waiting_ = {};
  }
}

void SequencerStream::conclude(Decision decision) {
  if (!decision_) {
    decision_ = std::move(decision);
  }
}

}  // namespace pawl::checker
