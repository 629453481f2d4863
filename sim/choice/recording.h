#pragma once
// Choices as data: what a run chose, and what a run is to choose. A choice is known by who chose (its
// stream), what about (its label) and the how-manieth choice of that label it was in that stream, so that one
// that falls away or comes out otherwise shifts no other. As text they can be kept, edited and sent to a
// friend:
//
//   whole                        every choice of a run, strictly to be made again
//   link.1-2 net.loss 17 1 2     stream, label, number from 0, value, of so many
//
//   sparse                       what differs from the quiet run; all else is quiet
//   link.1-2 net.loss 17 1       stream, label, number from 0, value
//
//   partial                      what is forced upon a run; all else is drawn from its seed
//   link.1-2 net.loss 17 1
//   link.* net.delay             but of this label, in these streams, what is not forced is quiet,
//   link.* net.loss 1/64         or is drawn in one case of 64 only, and else is quiet

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pawl::sim {

/// One choice as it was made.
struct Choice {
  std::string label;
  /// The how-manieth of its label in its stream, from 0.
  std::uint64_t number = 0;
  std::uint64_t value = 0;
  /// It was a number in [0, count).
  std::uint64_t count = 0;
  /// What it would have been in a quiet run.
  std::uint64_t quiet = 0;

  bool is_quiet() const { return value == quiet; }
};

/// All choices of one run, by the name of their stream, each in the order in which they were made.
using Recording = std::map<std::string, std::vector<Choice>>;

/// Which choices a run is to make, instead of drawing them from its seed.
struct ChoiceList {
  enum class Rule : std::uint8_t {
    Whole,  ///< every choice is here; one that is not asked for or not here means that the run is another one
    Sparse,   ///< what is not here is quiet
    Partial,  ///< what is not here is drawn
  };
  struct Place {
    std::string label;
    std::uint64_t number = 0;
    auto operator<=>(const Place&) const = default;
  };
  struct Made {
    std::uint64_t value = 0;
    /// 0 where the list is not whole: the question may have changed.
    std::uint64_t count = 0;
  };
  using Stream = std::map<Place, Made>;
  /// A label that is quiet, or mostly, where a partial list does not say otherwise.
  struct Hush {
    /// A stream's name, or how names begin, and `*`.
    std::string streams;
    std::string label;
    /// It is drawn once in so many times; 0: never.
    std::uint64_t one_in = 0;
    bool operator==(const Hush&) const = default;
    bool covers(std::string_view stream, std::string_view label) const;
  };

  Rule rule = Rule::Sparse;
  std::map<std::string, Stream> streams;
  /// Of partial lists only.
  std::vector<Hush> hushed;

  /// How many choices it says.
  std::uint64_t size() const;
};

/// Every choice of the recording.
ChoiceList whole_list(const Recording& recording);
/// What makes this run differ from a quiet one.
ChoiceList sparse_list(const Recording& recording);

std::string to_text(const ChoiceList& list);
/// Reads what to_text wrote, or what a person wrote in its form; `#` begins a comment. An error names the
/// line and says what should stand there.
std::expected<ChoiceList, std::string> list_of(const std::string& text);

}  // namespace pawl::sim
