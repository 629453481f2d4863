#pragma once
// The one question of the checker: is this history linearizable for this model? Decided by type
// where a near-linear procedure is proved, by a bounded search elsewhere. No globals; the result
// is the same whatever the number of threads.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/history/history.h"
#include "checker/transactions/summary.h"

namespace pawl::checker {

enum class Verdict : std::uint8_t {
  Linearizable,     ///< exit 0
  NotLinearizable,  ///< exit 1
  Unknown,          ///< exit 2; a budget ended first
};

/// Whether a read that answers nil says "there is no value" (Value) or nothing at all (Any).
enum class NilRead : std::uint8_t { Value, Any };
/// Whether a failed compare-and-set says nothing (Drop) or "the value was another" (Differs).
enum class CasFail : std::uint8_t { Drop, Differs };

/// The answer for the operations of one key.
struct PartResult {
  Value key;
  Verdict verdict = Verdict::Unknown;
  std::string_view decided_by;  ///< the procedure: "search", or the name of a decision
  std::string reason;           ///< in words; empty if linearizable
  std::string_view budget;      ///< "deadline" or "memory", exactly if unknown
  /// Linearizable: indexes of operations in one legal order; unknown ones that are absent never happened.
  std::vector<std::uint32_t> order;
  /// Not: indexes of operations of the contradiction. `is_core_sufficient`: up to the event `core_until`
  /// (kNever: in the whole history) they contradict each other, whatever every other one that began by then
  /// did: each may take effect at any time or never, with any answer. (A failed one takes no effect, by
  /// definition.) `is_core_minimal`: it is not so without any one of them. Else they have a part in it, no
  /// more is claimed.
  std::vector<std::uint32_t> core;
  bool is_core_sufficient = false;
  bool is_core_minimal = false;
  EventNumber core_until = kNever;
  std::uint64_t configurations = 0;  ///< visited by the search
};

struct CheckOptions {
  std::string model;          ///< a name of model_names(); empty: guessed from the functions
  std::optional<Value> init;  ///< the first state; absent: the model's own (a sequencer's is 0)
  NilRead nil_read = NilRead::Value;
  CasFail cas_fail = CasFail::Drop;
  Tuples tuples = Tuples::Guess;
  Level level = Level::StrictSerializable;  ///< what is asked of transactions; linearizability if absent
  /// For everything, explaining included. The search and the explaining look at the clock all along, the
  /// near-linear decisions only before they begin.
  std::optional<std::chrono::nanoseconds> deadline;
  std::size_t memory_bytes_max = std::size_t{1} << 30;  ///< for the search's tables
  bool explain = true;                                  ///< look for a minimal core where the answer is no
  bool use_decisions = true;                            ///< false: search only
  bool partition = true;  ///< false: judge all keys as one object (only key/value can)
  bool keep_all = true;   ///< keep every part with its order; else only those that Result::parts names
  /// Threads that judge different keys at the same time, each with an equal share of the memory.
  std::size_t jobs = 1;
  std::function<void(double fraction)>
      progress;  ///< called now and then, 0 to 1, by one thread at a time; may be empty
  /// Called once it is certain that a part, and so the history, is not linearizable, before a core of it is
  /// looked for; may be empty.
  std::function<void(const PartResult& part, std::string_view model)> on_refuted;
};

struct Result {
  Verdict verdict = Verdict::Unknown;
  std::string model;
  std::string reason;  ///< of the first part that is not linearizable, else of the first unknown one
  std::string budget;  ///< what ended, exactly if unknown
  std::size_t object_count = 0;
  std::size_t undecided_count = 0;  ///< objects that a budget left open
  /// Of transactions that were judged as one object: what is known of every level.
  std::optional<LevelSummary> levels = std::nullopt;
  /// Operations that were judged.
  std::size_t operation_count = 0;
  /// Who decided: the parts, or the one that is not linearizable. In alphabetical order.
  std::vector<std::string_view> procedures;
  /// In order of first appearance of the key. Without CheckOptions::keep_all what is linearizable is left
  /// out, and of what is unknown there is the first alone: keys may be millions.
  std::vector<PartResult> parts;
};

/// Judges the history. Keys of tuples are lifted in place, transactions under other names are called so;
/// nothing else is changed. An error means
/// that the question itself is wrong: unknown model, a function the model does not have, values of a
/// wrong type; its place is the operation's line.
std::expected<Result, Damage> check(History& history, const CheckOptions& options);
std::expected<Result, Damage> check(History&& history, const CheckOptions& options);

/// The names that CheckOptions::model accepts.
std::vector<std::string_view> model_names();

/// The model that the functions of the history speak of, if they speak of one only.
std::optional<std::string_view> guess_model(const History& history);

std::string_view verdict_text(Verdict verdict);
/// The same, in the words of the level that was asked for.
std::string verdict_text(const Result& result);

}  // namespace pawl::checker
