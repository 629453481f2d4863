#pragma once
// A verb of the command line as data: what it is called, what it may be told, and what it then does.
// program.cc alone makes a parser of it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sim/cli/exit_code.h"

namespace pawl::sim {

/// Where a number goes, and its bounds, both included.
template <class Value, class Place = Value>
struct Bounded {
  Place* place = nullptr;
  Value min{};
  Value max{};
};

struct Option {
  enum class Need : std::uint8_t { MayBeLeftOut, MustBeThere };

  /// `--seed`; a word without dashes stands by its place among the others.
  std::string name;
  std::string about;
  /// Where what was said goes; what stands there is the default. A bool is true where the option is there.
  std::variant<bool*, std::string*, std::vector<std::string>*, Bounded<std::uint64_t>, Bounded<std::uint32_t>,
               Bounded<double>, Bounded<std::uint64_t, std::optional<std::uint64_t>>,
               Bounded<double, std::optional<double>>>
      place;
  Need need = Need::MayBeLeftOut;
  /// What is wrong with the words, as a sentence; empty: nothing.
  std::function<std::string(const std::string&)> complaint{};
  /// Another option that it does not go with, or not without; empty: none.
  std::string excludes{};
  std::string needs{};
};

struct Verb {
  std::string name;
  std::string about;
  std::vector<Option> options;
  /// Called at most once, after the options were read; owns what they point to.
  std::function<ExitCode()> act;
};

}  // namespace pawl::sim
