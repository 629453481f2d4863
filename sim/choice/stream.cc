#include "sim/choice/stream.h"

#include <algorithm>
#include <cstring>

#include "core/base/check.h"

namespace pawl::sim {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;
constexpr std::uint64_t kMillion = 1'000'000;
/// What varies in a quiet run comes from here, whatever the seed.
constexpr std::uint64_t kQuietSeed = 0x7175696574U;

__extension__ using Wide = unsigned __int128;

/// The high half of the product: scales 64 random bits to [0, count).
std::uint64_t scale(std::uint64_t bits, std::uint64_t count) {
  return static_cast<std::uint64_t>((static_cast<Wide>(bits) * count) >> 64);
}

/// FNV-1a, mixed.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return mix(hash);
}

std::uint64_t origin(std::uint64_t seed, std::uint64_t stream, std::string_view label) {
  return mix(mix(mix(seed + kGolden) + stream) + hash_of(label));
}

std::uint64_t width_of(Range range) {
  return range.max <= range.min ? 1 : static_cast<std::uint64_t>(range.max - range.min) + 1;
}

std::uint64_t quiet_place(Range range, Quiet quiet) {
  switch (quiet) {
    case Quiet::Least: return 0;
    case Quiet::Most: return width_of(range) - 1;
    case Quiet::Nearest0:
      return static_cast<std::uint64_t>(std::clamp<std::int64_t>(0, range.min, range.max) - range.min);
  }
  return 0;
}

}  // namespace

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

Stream::Stream(std::uint64_t seed, std::string_view name) : seed_(seed), name_(hash_of(name)) {}

Stream::Line& Stream::line(const char* label) {
  // Labels mostly come in the order in which they came before.
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (++newest_ >= lines_.size()) newest_ = 0;
    if (lines_[newest_].label == label) return lines_[newest_];
  }
  // The same words may stand at several places of the program.
  for (Line& line : lines_)
    if (std::strcmp(line.label, label) == 0) return line;
  newest_ = lines_.size();
  Line& made = lines_.emplace_back();
  made.label = label;
  made.drawn_from = origin(seed_, name_, label);
  hush(made);
  return made;
}

void Stream::hush(Line& line) const {
  for (const ChoiceList::Hush& hush : hushed_) {
    if (hush.label != line.label) continue;
    line.is_hushed = true;
    line.drawn_one_in = hush.one_in;
  }
}

/// Whether what a list does not say is drawn.
bool Stream::is_drawn(const Line& line) const {
  if (!is_partial_ || !line.is_hushed) return is_partial_;
  return line.drawn_one_in != 0 && scale(mix(draw_bits(line) + kGolden), line.drawn_one_in) == 0;
}

std::uint64_t Stream::draw_bits(const Line& line) const { return mix(line.drawn_from + line.next * kGolden); }

std::uint64_t Stream::choose(const char* label, std::uint64_t count, std::uint64_t quiet) {
  PAWL_CHECK(count >= 1);
  Line& asked = line(label);
  return make(asked, count, scale(draw_bits(asked), count), quiet);
}

std::uint64_t Stream::make(Line& line, std::uint64_t count, std::uint64_t drawn, std::uint64_t quiet) {
  std::uint64_t value = drawn;
  if (has_list_ || record_ != nullptr) [[unlikely]] {
    quiet = quiet_of(line, count, quiet);
    if (has_list_) value = listed(line, count, is_drawn(line) ? drawn : quiet);
    if (record_ != nullptr) record_->push_back({line.label, line.next, value, count, quiet});
  }
  ++line.next;
  return value;
}

std::uint64_t Stream::quiet_of(const Line& line, std::uint64_t count, std::uint64_t asked) {
  if (line.varies_from != 0) return scale(mix(line.varies_from + line.next * kGolden), count);
  return std::min(asked, count - 1);
}

std::uint64_t Stream::listed(const Line& line, std::uint64_t count, std::uint64_t otherwise) {
  if (list_ != nullptr) {
    const auto found = list_->find({line.label, line.next});
    if (found != list_->end()) {
      ++asked_;
      const ChoiceList::Made& made = found->second;
      if (is_strict_ && made.count != count) ++unknown_;
      return std::min(made.value, count - 1);
    }
  }
  if (is_strict_) ++unknown_;
  return otherwise;
}

void Stream::draw_from(std::uint64_t seed) {
  seed_ = seed;
  has_list_ = false;
  for (Line& line : lines_) line.drawn_from = origin(seed, name_, line.label);
}

bool Stream::chance(const char* label, std::uint64_t per_million) {
  if (per_million == 0) return false;
  Line& asked = line(label);
  const std::uint64_t drawn = scale(draw_bits(asked), kMillion) >= kMillion - std::min(per_million, kMillion);
  return make(asked, 2, drawn, 0) != 0;
}

std::int64_t Stream::within(const char* label, Range range, Quiet quiet) {
  const std::uint64_t width = width_of(range);
  if (width == 1) return range.min;
  return range.min + static_cast<std::int64_t>(choose(label, width, quiet_place(range, quiet)));
}

std::int64_t Stream::lesser(const char* label, Range range, Quiet quiet) {
  const std::uint64_t width = width_of(range);
  if (width == 1) return range.min;
  Line& asked = line(label);
  const std::uint64_t bits = draw_bits(asked);
  const std::uint64_t half = std::min(bits >> 32U, bits & UINT32_MAX);
  const auto place = static_cast<std::uint64_t>((static_cast<Wide>(half) * width) >> 32U);
  return range.min + static_cast<std::int64_t>(make(asked, width, place, quiet_place(range, quiet)));
}

std::int64_t Stream::extreme(const char* label, Range range, Quiet quiet) {
  const std::uint64_t width = width_of(range);
  if (width == 1) return range.min;
  Line& asked = line(label);
  const std::uint64_t bits = draw_bits(asked);
  // Half of the draws meet an end; the others lie anywhere.
  const std::uint64_t way = bits >> 62U;
  std::uint64_t place = scale(bits << 2U, width);
  if (way == 0) place = 0;
  if (way == 1) place = width - 1;
  return range.min + static_cast<std::int64_t>(make(asked, width, place, quiet_place(range, quiet)));
}

Duration Stream::millis(const char* label, Range range_ms, Quiet quiet) {
  return microseconds(within(label, {range_ms.min * 1000, range_ms.max * 1000}, quiet));
}

void Stream::spread_quiet(std::uint64_t part, std::uint64_t parts) {
  part_ = part % parts;
  parts_ = parts;
}

void Stream::vary_quiet(const char* label) { line(label).varies_from = origin(kQuietSeed, name_, label); }

Stream& ChoiceBook::stream(const std::string& name) {
  const auto [place, is_new] = streams_.try_emplace(name, seed_, name);
  Stream& stream = place->second;
  if (!is_new) return stream;
  if (recording_ != nullptr) stream.record_ = &(*recording_)[name];
  if (list_ != nullptr) {
    stream.has_list_ = true;
    stream.is_strict_ = list_->rule == ChoiceList::Rule::Whole;
    stream.is_partial_ = list_->rule == ChoiceList::Rule::Partial;
    const auto found = list_->streams.find(name);
    stream.list_ = found == list_->streams.end() ? nullptr : &found->second;
    for (const ChoiceList::Hush& hush : list_->hushed)
      if (hush.covers(name, hush.label)) stream.hushed_.push_back(hush);
  }
  return stream;
}

void ChoiceBook::branch(std::uint64_t seed) {
  seed_ = seed;
  list_ = nullptr;
  for (auto& [name, stream] : streams_) stream.draw_from(seed);
}

Digest ChoiceBook::digest() const {
  Hasher hasher;
  for (const auto& [name, stream] : streams_) {
    hasher.add(std::string_view(name));
    for (const Stream::Line& line : stream.lines_) hasher.add(std::string_view(line.label)).add(line.next);
  }
  return hasher.finish();
}

ListFit ChoiceBook::fit() const {
  ListFit fit;
  std::uint64_t asked = 0;
  for (const auto& [name, stream] : streams_) {
    asked += stream.asked_;
    fit.unknown += stream.unknown_;
  }
  if (list_ != nullptr) fit.unused = list_->size() - asked;
  return fit;
}

}  // namespace pawl::sim
