#include "sim/search/reduce.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pawl::sim {
namespace {

using Name = std::pair<std::string, ChoiceList::Place>;

std::vector<Name> names_of(const ChoiceList& list) {
  std::vector<Name> names;
  for (const auto& [stream, choices] : list.streams)
    for (const auto& [place, made] : choices) names.emplace_back(stream, place);
  return names;
}

void erase(ChoiceList& list, const Name& name) {
  const auto stream = list.streams.find(name.first);
  if (stream == list.streams.end()) return;
  stream->second.erase(name.second);
  if (stream->second.empty()) list.streams.erase(stream);
}

/// What is left out together.
using Chunk = std::vector<Name>;

/// Tries to leave out each of the chunks, in order; returns whether any could be.
bool leave_out_each(Trials& trials, const std::vector<Chunk>& chunks, Smallest& smallest) {
  bool is_smaller = false;
  for (std::size_t begin = 0; begin < chunks.size() && !trials.is_over();) {
    // So many at once that no job waits, and few are made for nothing.
    std::vector<Trial> window;
    std::vector<std::size_t> places;
    std::size_t i = begin;
    for (; i < chunks.size() && window.size() < trials.job_count(); ++i) {
      ChoiceList fewer = smallest.choices;
      for (const Name& name : chunks[i]) erase(fewer, name);
      if (fewer.size() == smallest.size()) continue;
      window.push_back(trial_of(std::move(fewer)));
      places.push_back(i);
    }
    const auto found = trials.first_failing(window, smallest.failure, events_allowed(smallest));
    begin = found ? places[*found] + 1 : i;
    if (found) is_smaller = keep_if_smaller(trials, window[*found], smallest) || is_smaller;
  }
  return is_smaller;
}

/// One chunk for each value of `key_of`.
template <class KeyOf>
std::vector<Chunk> chunks_by(const ChoiceList& list, const KeyOf& key_of) {
  std::map<std::string, Chunk> chunks;
  for (const Name& name : names_of(list)) chunks[key_of(name)].push_back(name);
  std::vector<Chunk> sorted;
  for (auto& [key, chunk] : chunks) sorted.push_back(std::move(chunk));
  std::ranges::sort(sorted, [](const Chunk& a, const Chunk& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  return sorted;
}

std::vector<Chunk> chunks_of(const ChoiceList& list, std::size_t size) {
  const std::vector<Name> names = names_of(list);
  std::vector<Chunk> chunks;
  for (std::size_t begin = 0; begin < names.size(); begin += size)
    chunks.emplace_back(names.begin() + static_cast<std::ptrdiff_t>(begin),
                        names.begin() + static_cast<std::ptrdiff_t>(std::min(begin + size, names.size())));
  return chunks;
}

}  // namespace

void leave_out(Trials& trials, Smallest& smallest) {
  const auto kind = [](const Name& name) { return name.first.substr(0, name.first.find('.')); };
  leave_out_each(trials, chunks_by(smallest.choices, kind), smallest);
  const auto label = [&](const Name& name) { return kind(name) + ' ' + name.second.label; };
  leave_out_each(trials, chunks_by(smallest.choices, label), smallest);
  const auto stream = [](const Name& name) { return name.first; };
  leave_out_each(trials, chunks_by(smallest.choices, stream), smallest);
  for (std::size_t size = smallest.size() / 2; size > 1 && !trials.is_over();
       size = std::min(size / 2, smallest.size() / 2))
    leave_out_each(trials, chunks_of(smallest.choices, size), smallest);
  while (!trials.is_over() && leave_out_each(trials, chunks_of(smallest.choices, 1), smallest)) {
  }
}

void bring_near(Trials& trials, Smallest& smallest) {
  for (const Name& name : names_of(smallest.choices)) {
    const auto& line = smallest.recording[name.first];
    const auto choice = std::ranges::find_if(line, [&](const Choice& made) {
      return made.label == name.second.label && made.number == name.second.number;
    });
    if (choice == line.end()) continue;
    const std::uint64_t quiet = choice->quiet;
    for (std::uint64_t value = choice->value; !trials.is_over();) {
      const std::uint64_t away = (value > quiet ? value - quiet : quiet - value) / 2;
      if (away == 0) break;
      value = value > quiet ? quiet + away : quiet - away;
      ChoiceList nearer = smallest.choices;
      const auto stream = nearer.streams.find(name.first);
      if (stream == nearer.streams.end() || !stream->second.contains(name.second)) break;
      stream->second[name.second].value = value;
      Recording recording;
      RunResult result = trials.record(trial_of(std::move(nearer)), recording);
      ChoiceList choices = sparse_list(recording);
      if (!fails(result, smallest.failure) || choices.size() > smallest.size()) break;
      smallest.choices = std::move(choices);
      smallest.recording = std::move(recording);
      smallest.result = std::move(result);
    }
  }
}

}  // namespace pawl::sim
