#pragma once
// The simulator's choices. A ChoiceBook hands out one stream for each group of labels and each instance in it
// (the network, the disk of node 2, the third fault), so that a change in one group does not shift the
// others. A stream draws from the seed or reads back what an earlier run recorded. By convention 0 is the
// quiet choice.

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/choices.h"
#include "core/base/time.h"

namespace pawl::sim {

/// What a choice is about. The numbers are part of the file format of recordings.
enum class Group : std::uint8_t { Knobs, Network, Disk, Fault, Clock, Client, Host, Core };

/// A range of numbers, both ends included.
struct Range {
  std::int64_t min = 0;
  std::int64_t max = 0;
  bool operator==(const Range&) const = default;
};

/// One choice as it was made.
struct Choice {
  std::string label;
  std::uint64_t count = 0;
  std::uint64_t value = 0;
};

class Stream final : public Choices {
 public:
  Stream(std::uint64_t seed, Group group, std::uint64_t instance);

  std::uint64_t choose(const char* label, std::uint64_t count) override;

  /// True in `per_million` of a million cases.
  bool chance(const char* label, std::uint64_t per_million);
  /// A number of the range, each as likely as any other.
  std::int64_t within(const char* label, Range range);
  /// A number of the range, its ends far likelier than the others: limits are to be met.
  std::int64_t extreme(const char* label, Range range);
  /// A span of time of the range in microseconds; 0 is its shortest.
  Duration micros(const char* label, Range range_us) { return microseconds(within(label, range_us)); }
  Duration millis(const char* label, Range range_ms);

  void record_to(std::vector<Choice>* record) { record_ = record; }
  void replay_from(const std::vector<Choice>* script) { script_ = script; }
  /// Choices of the script that did not fit the question; 0 if the run was replayed faithfully.
  std::uint64_t mismatches() const { return mismatches_; }

 private:
  std::uint64_t scripted(const char* label, std::uint64_t count);

  std::uint64_t state_;
  std::vector<Choice>* record_ = nullptr;
  const std::vector<Choice>* script_ = nullptr;
  std::size_t script_next_ = 0;
  std::uint64_t mismatches_ = 0;
};

using StreamKey = std::pair<Group, std::uint64_t>;
/// All choices of one run, by stream.
using Recording = std::map<StreamKey, std::vector<Choice>>;

class ChoiceBook {
 public:
  explicit ChoiceBook(std::uint64_t seed) : seed_(seed) {}
  /// Every stream handed out from now on records into `recording`, which must outlive the book.
  void record_to(Recording* recording) { recording_ = recording; }
  /// Every stream handed out from now on reads back from `script`; past its end it chooses 0.
  void replay_from(const Recording* script) { script_ = script; }

  /// The stream of the group's instance; ask once for each. It lives as long as the book.
  Stream& stream(Group group, std::uint64_t instance);
  std::uint64_t mismatches() const;

 private:
  std::uint64_t seed_;
  Recording* recording_ = nullptr;
  const Recording* script_ = nullptr;
  std::deque<Stream> streams_;
};

/// The recording as text, one choice a line: `group instance label count value`.
std::string to_text(const Recording& recording);
/// Reads what to_text wrote. An error names the line.
std::expected<Recording, std::string> recording_of(const std::string& text);

/// A well mixed number from a number.
std::uint64_t mix(std::uint64_t x);

}  // namespace pawl::sim
