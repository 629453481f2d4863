#include "sim/search/hush.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace pawl::sim {
namespace {

/// Something that can be quiet: a label in all streams of a kind, or one choice of a stream that is the only
/// one of its kind, as the run's knobs are.
struct Unit {
  std::string streams;
  std::string label;
  bool is_one_choice = false;
  std::uint64_t number = 0;
  std::uint64_t quiet = 0;
  /// How many choices of it were not quiet.
  std::uint64_t lively = 0;
};

/// `link.1-2` is one of many `link.*`; `knobs` stands alone.
std::string kind_of(const std::string& stream) {
  const std::size_t dot = stream.find('.');
  return dot == std::string::npos ? stream : stream.substr(0, dot + 1) + '*';
}

/// All units of the run: what stands alone first, because it decides most (faults, sizes); then what there
/// is most of.
std::vector<Unit> units_of(const Recording& recording) {
  std::vector<Unit> units;
  std::map<std::pair<std::string, std::string>, std::uint64_t> lively;
  for (const auto& [stream, choices] : recording) {
    const std::string kind = kind_of(stream);
    for (const Choice& choice : choices) {
      const std::uint64_t count = choice.is_quiet() ? 0 : 1;
      if (kind == stream)
        units.push_back({stream, choice.label, true, choice.number, choice.quiet, count});
      else
        lively[{kind, choice.label}] += count;
    }
  }
  for (const auto& [name, count] : lively) units.push_back({name.first, name.second, false, 0, 0, count});
  const auto place = [](const Unit& unit) {
    return std::tuple(!unit.is_one_choice, ~unit.lively, std::string_view(unit.streams),
                      std::string_view(unit.label), unit.number);
  };
  std::ranges::sort(units, {}, place);
  return units;
}

/// How seldom a label is anything but quiet: once in so many times.
constexpr std::uint64_t kNever = 0;
constexpr std::array<std::uint64_t, 4> kRarities{1024, 128, 16, 1};

class HushedSearch {
 public:
  HushedSearch(Trials& trials, std::uint64_t& next_seed, Smallest& smallest)
      : trials_(trials),
        next_seed_(next_seed),
        smallest_(smallest),
        units_(units_of(smallest.recording)),
        one_in_(units_.size(), 1) {
    for (std::size_t i = 0; i < units_.size(); ++i)
      if (units_[i].lively == 0) one_in_[i] = kNever;
  }

  void search() {
    if (is_quiet_enough()) return;
    for (const std::uint64_t rarity : kRarities)
      if (make_rare(rarity)) break;
    for (std::size_t size = units_.size(); size > 0 && !trials_.is_over(); size /= 2) {
      for (std::size_t begin = 0; begin < units_.size(); begin += size)
        hush(begin, std::min(begin + size, units_.size()));
    }
    choose();
  }

 private:
  static constexpr std::uint64_t kSeeds = 16;

  ChoiceList list_of(const std::vector<std::uint64_t>& one_in) const {
    ChoiceList list{ChoiceList::Rule::Partial, {}, {}};
    for (std::size_t i = 0; i < units_.size(); ++i) {
      const Unit& unit = units_[i];
      if (!unit.is_one_choice && one_in[i] != 1) list.hushed.push_back({unit.streams, unit.label, one_in[i]});
      if (unit.is_one_choice && one_in[i] == kNever)
        list.streams[unit.streams].insert({{unit.label, unit.number}, {unit.quiet, 0}});
    }
    return list;
  }

  std::vector<Trial> fresh(ChoiceList list, std::uint64_t count) {
    const auto shared = std::make_shared<const ChoiceList>(std::move(list));
    std::vector<Trial> trials;
    for (std::uint64_t i = 0; i < count; ++i) trials.push_back({next_seed_++, shared, std::nullopt});
    return trials;
  }

  /// Whether nothing at all needs to happen.
  bool is_quiet_enough() {
    const std::vector<Trial> quiet{trial_of({})};
    return trials_.first_failing(quiet, smallest_.failure, events_allowed(smallest_)) &&
           keep_if_smaller(trials_, quiet.front(), smallest_);
  }

  /// Tries a run in which all that happens often is seldom lively; what stands alone is drawn.
  bool make_rare(std::uint64_t rarity) {
    std::vector<std::uint64_t> rare = one_in_;
    for (std::size_t i = 0; i < units_.size(); ++i)
      if (!units_[i].is_one_choice && rare[i] != kNever) rare[i] = rarity;
    return try_out(rare);
  }

  void hush(std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t> more = one_in_;
    for (std::size_t i = begin; i < end; ++i) more[i] = kNever;
    if (more != one_in_) try_out(more);
  }

  bool try_out(const std::vector<std::uint64_t>& one_in) {
    const std::vector<Trial> trials = fresh(list_of(one_in), kSeeds);
    const auto found = trials_.first_failing(trials, smallest_.failure, events_allowed(smallest_));
    if (!found) return false;
    one_in_ = one_in;
    keep_if_smaller(trials_, trials[*found], smallest_);
    return true;
  }

  /// Of many runs that are as quiet as they can be, the smallest.
  void choose() {
    const std::vector<Trial> trials = fresh(list_of(one_in_), 2 * kSeeds);
    for (const std::size_t i : trials_.all_failing(trials, smallest_.failure, events_allowed(smallest_)))
      keep_if_smaller(trials_, trials[i], smallest_);
  }

  Trials& trials_;
  std::uint64_t& next_seed_;
  Smallest& smallest_;
  std::vector<Unit> units_;
  /// Of each unit.
  std::vector<std::uint64_t> one_in_;
};

}  // namespace

void search_hushed(Trials& trials, std::uint64_t& next_seed, Smallest& smallest) {
  HushedSearch(trials, next_seed, smallest).search();
}

}  // namespace pawl::sim
