#include "checker/kept_parts.h"

#include <algorithm>
#include <utility>

namespace pawl::checker {

void KeptParts::add(std::size_t place, std::size_t index, PartResult part) {
  const std::lock_guard lock(adding_);
  if (!part.decided_by.empty()) procedures_.insert(part.decided_by);
  if (part.verdict == Verdict::Unknown) ++undecided_count_;
  Kept kept{.place = place, .index = index, .part = std::move(part)};
  if (keeps_all_ || kept.part.verdict == Verdict::NotLinearizable) {
    kept_.push_back(std::move(kept));
  } else if (kept.part.verdict == Verdict::Unknown) {
    keep_first_unknown(std::move(kept));
  }
}

void KeptParts::keep_first_unknown(Kept kept) {
  const auto other =
      std::ranges::find(kept_, Verdict::Unknown, [](const Kept& had) { return had.part.verdict; });
  if (other == kept_.end()) {
    kept_.push_back(std::move(kept));
  } else if (kept.index < other->index) {
    *other = std::move(kept);
  }
}

void KeptParts::forget_after(std::size_t place) {
  std::erase_if(kept_, [&](const Kept& kept) { return kept.place > place; });
}

Result KeptParts::take() {
  std::ranges::sort(kept_, {}, &Kept::index);
  Result result;
  result.undecided_count = undecided_count_;
  result.parts.reserve(kept_.size());
  for (Kept& kept : kept_) result.parts.push_back(std::move(kept.part));
  result.verdict = Verdict::Linearizable;
  for (const PartResult& part : result.parts) {
    if (part.verdict == Verdict::Linearizable || result.verdict == Verdict::NotLinearizable) continue;
    if (part.verdict == result.verdict) continue;
    result.verdict = part.verdict;
    result.reason = part.reason;
    result.budget = part.budget;
    result.procedures = {part.decided_by};
  }
  if (result.verdict != Verdict::NotLinearizable) {
    result.procedures.assign(procedures_.begin(), procedures_.end());
  } else if (!keeps_all_) {
    // Which unknown one was met depends on the threads.
    std::erase_if(result.parts, [](const PartResult& part) { return part.verdict == Verdict::Unknown; });
  }
  return result;
}

}  // namespace pawl::checker
