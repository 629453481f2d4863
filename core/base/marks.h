#pragma once
// PAWL_SOMETIMES("place.what-happened") marks a moment that the simulator must come to in some of its runs: a
// campaign in which a mark was never hit has proved nothing about what stands there (ci/marks).
//
// Only builds with PAWL_MARKS know marks, and only the simulator is one (ci/cmake/pawl.cmake). Elsewhere the
// macro is nothing, its condition is not evaluated, and no archive holds a trace of it (tests/layers). A mark
// decides nothing: a run has the same trace with marks and without (ci/determinism).
//
// Headers of the core hold no marks, because what includes them may be compiled once for both builds.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pawl::marks {

/// Takes up a mark before main() begins, and numbers it: from 0, in no particular order. The name lives as
/// long as the program.
std::uint32_t enroll(std::string_view name);

/// The names of all marks that are linked into this program, hit or not; the place is the mark's number.
const std::vector<std::string_view>& names();

/// How often each mark was hit; the place is the mark's number.
using Counts = std::vector<std::uint64_t>;

/// While it lives, the marks that this thread hits are counted in `counts`, which must have a place for each
/// name. Without one nothing is counted.
class Counting {
 public:
  explicit Counting(Counts& counts);
  ~Counting();
  Counting(const Counting&) = delete;
  Counting& operator=(const Counting&) = delete;

 private:
  std::uint64_t* outer_;
};

/// Where this thread counts; null: nowhere.
extern constinit thread_local std::uint64_t* t_counts;

inline void hit(std::uint32_t mark) {
  if (t_counts != nullptr) ++t_counts[mark];
}

/// A name as a template's argument. Names are lower case and say a place and what happened there.
template <std::size_t kSize>
struct Name {
  char text[kSize]{};

  consteval Name(const char (&name)[kSize]) {
    bool has_place = false;
    for (std::size_t i = 0; i + 1 < kSize; ++i) {
      text[i] = name[i];
      const bool is_dot = name[i] == '.';
      const bool is_letter = name[i] >= 'a' && name[i] <= 'z';
      if (!is_letter && name[i] != '-' && !is_dot) throw "a mark is named place.what-happened";
      has_place = has_place || is_dot;
    }
    if (!has_place) throw "a mark is named place.what-happened";
  }
};

/// One for each name, however many places hit it. Enrolled at the start though nothing ever hits it.
template <Name kName>
struct Site {
  static inline const std::uint32_t id = enroll(std::string_view{kName.text, sizeof(kName.text) - 1});
};

}  // namespace pawl::marks

// PAWL_SOMETIMES(name) is hit when it is come to, PAWL_SOMETIMES(name, condition) when the condition also
// holds.
#ifdef PAWL_MARKS
#define PAWL_SOMETIMES(name, ...)                                                            \
  do {                                                                                       \
    if (true __VA_OPT__(&&(__VA_ARGS__))) ::pawl::marks::hit(::pawl::marks::Site<name>::id); \
  } while (false)
#else
#define PAWL_SOMETIMES(name, ...) static_cast<void>(sizeof(true __VA_OPT__(&&(__VA_ARGS__))))
#endif
