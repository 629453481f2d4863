#include "checker/transactions/completion.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace pawl::checker {
namespace {

constexpr std::size_t kTransactionsMax = 64;
constexpr std::uint32_t kPlacementsMax = 20000;
constexpr std::size_t kOpenWritersMax = 256;

using Mask = std::uint64_t;

// Dependencies among up to 64 transactions: a row for each, a bit for who comes after it.
struct Matrix {
  std::array<Mask, kTransactionsMax> after{};  ///< by writes, reads, processes, time
  std::array<Mask, kTransactionsMax> anti{};
};

// The writers of a key whose places are open, behind a value whose readers are known.
struct OpenKey {
  std::size_t last = kTransactionsMax;  ///< who wrote the value before them; none: the one before all
  Mask last_readers = 0;
  Mask writers = 0;
  std::array<Mask, kTransactionsMax> readers{};  ///< of what each of them wrote
};

class Completer {
 public:
  Completer(const TransactionLog& log, const Versions& versions, Level level)
      : log_(log), versions_(versions), relation_(relation_of(level)) {}

  std::optional<Completion> run() {
    if (versions_.has_opaque) return std::nullopt;
    numbers_.assign(log_.all.size(), kTransactionsMax);
    for (TxnId txn = 0; txn < log_.all.size(); ++txn) {
      if (!versions_.is_committed[txn]) continue;
      if (members_.size() == kTransactionsMax) return std::nullopt;
      numbers_[txn] = members_.size();
      members_.push_back(txn);
    }
    Matrix matrix;
    add_fixed(matrix);
    std::size_t open_count = 0;
    for (std::uint32_t key = 0; key < versions_.keys.size() && open_count <= kOpenWritersMax; ++key) {
      add_key(matrix, key);
      if (!open_.empty()) open_count += static_cast<std::size_t>(std::popcount(open_.back().writers));
    }
    if (open_count > kOpenWritersMax) return std::nullopt;
    Completion completion{.is_possible = is_free_of_cycles(matrix) && place_next(matrix, 0), .order = {}};
    if (!completion.is_possible && placements_ > kPlacementsMax) return std::nullopt;
    if (completion.is_possible) completion.order = order_of(found_);
    return completion;
  }

 private:
  void add_fixed(Matrix& matrix) const {
    for (const TxnId a : members_) {
      for (const TxnId b : members_) {
        const Transaction& first = log_.all[a];
        const Transaction& second = log_.all[b];
        const bool is_before = first.ret < second.call;
        const bool is_after =
            is_before && (relation_.has_time || (relation_.has_process && first.process == second.process));
        if (is_after) matrix.after[numbers_[a]] |= Mask{1} << numbers_[b];
      }
    }
  }

  static void link(std::array<Mask, kTransactionsMax>& rows, std::size_t from, std::size_t to) {
    if (from != to) rows[from] |= Mask{1} << to;
  }
  static void link_all(std::array<Mask, kTransactionsMax>& rows, Mask from, std::size_t to) {
    for (; from != 0; from &= from - 1) link(rows, static_cast<std::size_t>(std::countr_zero(from)), to);
  }

  void add_key(Matrix& matrix, std::uint32_t number) {
    OpenKey key;
    const bool is_list = versions_.keys[number].kind == KeyKind::List;
    const auto order = is_list ? versions_.order_of(number) : std::span<const VersionId>();
    for (const VersionId id : order) {
      const std::size_t writer = numbers_[versions_[id].writer];
      if (writer == kTransactionsMax) continue;
      if (key.last != kTransactionsMax) link(matrix.after, key.last, writer);
      key.last = writer;
    }
    const auto all = versions_.of_key(number);
    for (VersionId id = versions_.first_of(number); id < versions_.first_of(number) + all.size(); ++id) {
      const std::size_t writer = numbers_[versions_[id].writer];
      if (writer != kTransactionsMax && versions_.place(id) == kNowhere) key.writers |= Mask{1} << writer;
    }
    for (const OutsideRead& read : versions_.reads) {
      if (read.key != number) continue;
      const std::size_t reader = numbers_[read.txn];
      const std::size_t writer =
          read.version == kNoVersion ? kTransactionsMax : numbers_[versions_[read.version].writer];
      if (writer != kTransactionsMax) link(matrix.after, writer, reader);
      std::size_t next = read.count;
      while (next < order.size() && numbers_[versions_[order[next]].writer] == kTransactionsMax) ++next;
      if (next < order.size()) {
        link(matrix.anti, reader, numbers_[versions_[order[next]].writer]);
      } else if (is_list || writer == kTransactionsMax) {
        key.last_readers |= Mask{1} << reader;
      } else {
        key.readers[writer] |= Mask{1} << reader;
      }
    }
    if (key.writers != 0) open_.push_back(key);
  }

  // Chooses the next writer of open_[at] in every way.
  bool place_next(const Matrix& matrix, std::size_t at) {
    if (at == open_.size()) {
      found_ = matrix;
      return true;
    }
    if (open_[at].writers == 0) return place_next(matrix, at + 1);
    const OpenKey before = open_[at];
    for (Mask left = before.writers; left != 0 && placements_ <= kPlacementsMax; left &= left - 1) {
      const auto writer = static_cast<std::size_t>(std::countr_zero(left));
      ++placements_;
      Matrix next = matrix;
      if (before.last != kTransactionsMax) link(next.after, before.last, writer);
      link_all(next.anti, before.last_readers, writer);
      if (!is_free_of_cycles(next)) continue;
      open_[at].writers = before.writers & ~(Mask{1} << writer);
      open_[at].last = writer;
      open_[at].last_readers = before.readers[writer];
      const bool is_found = place_next(next, at);
      open_[at] = before;
      if (is_found) return true;
    }
    return false;
  }

  // Who comes after a transaction where a cycle is forbidden.
  Mask after(const Matrix& matrix, std::size_t i) const {
    if (relation_.forbids_adjacent)
      return matrix.after[i] | (relation_.has(Reason::Anti) ? matrix.anti[i] : 0);
    Mask all = matrix.after[i];
    for (Mask left = matrix.after[i]; left != 0; left &= left - 1)
      all |= matrix.anti[static_cast<std::size_t>(std::countr_zero(left))];
    return all;
  }

  bool is_free_of_cycles(const Matrix& matrix) const { return order_of(matrix).size() == members_.size(); }

  // Members in an order in which nothing stands before what it comes after; fewer, if there is none.
  std::vector<TxnId> order_of(const Matrix& matrix) const {
    std::vector<TxnId> reversed;
    Mask left = members_.size() == kTransactionsMax ? ~Mask{0} : (Mask{1} << members_.size()) - 1;
    for (bool has_moved = true; has_moved;) {
      has_moved = false;
      for (std::size_t i = members_.size(); i-- > 0;) {
        const Mask self = Mask{1} << i;
        if ((left & self) == 0 || (after(matrix, i) & left) != 0) continue;
        left &= ~self;
        reversed.push_back(members_[i]);
        has_moved = true;
      }
    }
    std::ranges::reverse(reversed);
    return reversed;
  }

  const TransactionLog& log_;
  const Versions& versions_;
  Relation relation_;
  std::vector<TxnId> members_;
  std::vector<std::size_t> numbers_;
  std::vector<OpenKey> open_;
  std::uint32_t placements_ = 0;
  Matrix found_;
};

}  // namespace

std::optional<Completion> complete(const TransactionLog& log, const Versions& versions, Level level) {
  return Completer(log, versions, level).run();
}

}  // namespace pawl::checker
