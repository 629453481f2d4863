#pragma once
// Where choices come from. A ChoiceBook hands out one stream for each who that chooses: a link in one
// direction, a disk, a client, a fault. The value of a choice is a function of the seed, its stream, its
// label and its number among that label's choices, so a change in one place shifts nothing in another. A
// stream draws from the seed, or makes what a list says (sim/choice/recording.h). Every choice names its
// quiet value: what it is in a run in which nothing special happens.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/choices.h"
#include "core/base/digest.h"
#include "core/base/time.h"
#include "sim/choice/recording.h"

namespace pawl::sim {

/// A range of numbers, both ends included.
struct Range {
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool operator==(const Range&) const = default;
};

/// Which number of a range is the quiet one.
enum class Quiet : std::uint8_t {
  Least,
  Most,
  Nearest0,  ///< 0 if the range holds it
};

class Stream final : public Choices {
 public:
  Stream(std::uint64_t seed, std::string_view name);

  /// Quiet is 0, unless the stream was told to spread (spread_quiet) or vary.
  std::uint64_t choose(const char* label, std::uint64_t count) override {
    return choose(label, count, static_cast<std::uint64_t>(static_cast<Wide>(count) * part_ / parts_));
  }
  std::uint64_t choose(const char* label, std::uint64_t count, std::uint64_t quiet);

  /// True in `per_million` of a million cases; quiet is false.
  bool chance(const char* label, std::uint64_t per_million);
  /// A number of the range, each as likely as any other.
  std::int64_t within(const char* label, Range range, Quiet quiet);
  /// A number of the range, its ends far likelier than the others: limits are to be met.
  std::int64_t extreme(const char* label, Range range, Quiet quiet);
  /// A number of the range, the smaller ones likelier: the smaller of two that are as likely as any other, in
  /// one choice.
  std::int64_t lesser(const char* label, Range range, Quiet quiet);
  /// A span of time of the range, in whole microseconds.
  Duration micros(const char* label, Range range_us, Quiet quiet) {
    return microseconds(within(label, range_us, quiet));
  }
  Duration millis(const char* label, Range range_ms, Quiet quiet);

  /// From now on the quiet value of whatever names none lies at `part` of `parts` of its count: those who
  /// must not choose alike even in a quiet run each get a part of their own.
  void spread_quiet(std::uint64_t part, std::uint64_t parts);
  /// From now on the quiet value of `label` is another one each time, whatever the seed: for what has to
  /// differ.
  void vary_quiet(const char* label);

 private:
  friend class ChoiceBook;
  __extension__ using Wide = unsigned __int128;
  /// What one label has chosen so far.
  struct Line {
    const char* label = nullptr;
    std::uint64_t drawn_from = 0;
    std::uint64_t next = 0;
    /// Where a quiet value comes from that varies; 0 if it is the one that was asked for.
    std::uint64_t varies_from = 0;
    /// What a partial list does not say is quiet but once in `drawn_one_in` times; 0: always.
    bool is_hushed = false;
    std::uint64_t drawn_one_in = 0;
  };

  Line& line(const char* label);
  std::uint64_t draw_bits(const Line& line) const;
  static std::uint64_t quiet_of(const Line& line, std::uint64_t count, std::uint64_t asked);
  /// Makes the choice whose drawn value would be `drawn`.
  std::uint64_t make(Line& line, std::uint64_t count, std::uint64_t drawn, std::uint64_t quiet);
  void hush(Line& line) const;
  bool is_drawn(const Line& line) const;
  /// What the list says; `otherwise` if it says nothing.
  std::uint64_t listed(const Line& line, std::uint64_t count, std::uint64_t otherwise);
  /// What is drawn from now on comes from another seed.
  void draw_from(std::uint64_t seed);

  std::uint64_t seed_;
  std::uint64_t name_;
  std::uint64_t part_ = 0;
  std::uint64_t parts_ = 1;
  std::vector<Line> lines_;
  /// The place of the line that was asked for last.
  std::size_t newest_ = 0;
  std::vector<Choice>* record_ = nullptr;
  bool has_list_ = false;
  bool is_strict_ = false;
  bool is_partial_ = false;
  /// What the list hushes in this stream.
  std::vector<ChoiceList::Hush> hushed_;
  const ChoiceList::Stream* list_ = nullptr;
  std::uint64_t asked_ = 0;
  std::uint64_t unknown_ = 0;
};

/// How well a list fitted the run that it was made in.
struct ListFit {
  /// Choices of the list that were never asked for.
  std::uint64_t unused = 0;
  /// Questions that a whole list should have had an answer to, and answers to another question.
  std::uint64_t unknown = 0;
};

class ChoiceBook {
 public:
  explicit ChoiceBook(std::uint64_t seed) : seed_(seed) {}
  /// Every stream handed out from now on records into `recording`, which must outlive the book.
  void record_to(Recording* recording) { recording_ = recording; }
  /// Every stream handed out from now on makes the choices of `list`, which must outlive the book.
  void follow(const ChoiceList* list) { list_ = list; }

  /// The stream of that name, made when it is first asked for. It lives as long as the book. Names are part
  /// of the format of recordings and hold no white space.
  Stream& stream(const std::string& name);
  /// The run leaves its path: every choice from now on is drawn from `seed`.
  void branch(std::uint64_t seed);
  ListFit fit() const;
  /// Of how often each stream was asked under each label.
  Digest digest() const;

 private:
  std::uint64_t seed_;
  Recording* recording_ = nullptr;
  const ChoiceList* list_ = nullptr;
  std::map<std::string, Stream> streams_;
};

/// A well mixed number from a number.
std::uint64_t mix(std::uint64_t x);

}  // namespace pawl::sim
