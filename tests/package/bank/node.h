#pragma once
// One host of the bank, primary and backup. Host 1 keeps the view: who is primary, and who backup. The others
// are servers. The primary writes an order, copies it to the backup, and answers once both have it on their
// disks.
//
//   client -> primary: order    primary: writes    primary -> backup: Copy    backup: writes
//                               primary <- backup: Copied    client <- primary: outcome
//
// A server tells the keeper that it lives, and learns the view. The keeper makes a new view when it misses a
// server or finds one, but not before the primary has joined the newest one: its backup has every order that
// was ever answered. So whoever becomes primary has them all.

#include <cstdint>
#include <map>
#include <variant>
#include <vector>

#include "ledger.h"
#include "sim/system/system.h"

namespace bank {

using pawl::Choices;
using pawl::Duration;
using pawl::Instant;
using pawl::Now;
using pawl::sim::HostId;
using pawl::sim::kNoHost;
using pawl::sim::RequestId;

struct Bank;

inline constexpr HostId kKeeper{1};
inline constexpr Duration kTick = pawl::milliseconds(50);
/// A server that was not heard of for so long is taken for gone.
inline constexpr Duration kPatience = pawl::milliseconds(300);

struct View {
  std::uint64_t number = 1;
  HostId primary{2};
  HostId backup = kNoHost;
  bool operator==(const View&) const = default;
};

// -- what hosts tell each other --

struct Ping {
  /// The view that its sender is primary of, and has joined; 0: none.
  std::uint64_t joined = 0;
};
struct Pong {
  View view;
};
struct Copy {
  std::uint64_t view = 0;
  /// The place of the first of the orders.
  std::size_t first = 0;
  Ledger orders;
};
struct Copied {
  std::uint64_t view = 0;
  /// So many orders are on the backup's disk.
  std::size_t count = 0;
};
using Message = std::variant<Ping, Pong, Copy, Copied>;

/// What lies on a disk. Each write is the whole of it.
struct Folder {
  View view;
  Ledger ledger;
  /// The view in which the ledger is the primary's, or a copy of it.
  std::uint64_t ledger_view = 0;

  void apply(Folder&& newer) { *this = std::move(newer); }
};

struct Reply {
  std::uint64_t number = 0;
  /// Not this host, but that one, as far as it knows; kNoHost: see `outcome`.
  HostId elsewhere = kNoHost;
  Outcome outcome;
};

enum class Role : std::uint8_t { Idle, Backup, Primary, Keeper };

/// The planted bug: the primary answers when it has written the order itself.
enum class Haste : std::uint8_t { WaitsForBackup, AnswersEarly };

class Node {
 public:
  Node(HostId self, Folder folder, std::uint32_t hosts, Now now, Haste haste);

  pawl::sim::Effects<Bank> step(Now now, std::vector<pawl::sim::Input<Bank>> inputs, Choices& choices);

  Role role() const;
  const View& view() const { return folder_.view; }
  const Ledger& ledger() const { return folder_.ledger; }
  /// Orders on its own disk, and those of which it is sure that they stay.
  std::size_t written() const { return written_.orders; }
  std::size_t confirmed() const;
  bool is_at_rest() const { return waiting_.empty() && written() == ledger().size(); }

 private:
  struct Mark {
    std::uint64_t view = 0;
    std::size_t orders = 0;
  };

  void take(Now now, const pawl::sim::Input<Bank>& input);
  void hear(Now now, HostId from, const Message& message);
  void adopt(const View& view);
  void make_copy(const Copy& copy);
  void ask(RequestId request, const Order& order);
  std::uint64_t joined() const;
  bool is_gone(HostId server, Now now) const;
  void renew_view(Now now);
  void tick(Now now);
  void copy_to_backup();
  void answer();
  void write();

  HostId self_;
  Haste haste_;
  /// As it is to be; the disk may be behind.
  Folder folder_;
  Mark written_;
  /// By the number of the write: what is on the disk once it is.
  std::map<std::uint64_t, Mark> writing_;
  std::uint64_t writes_ = 0;
  bool has_changed_ = false;
  Instant ticks_at_;

  // The keeper's: when it heard of each server, and whether the primary has joined the view.
  std::map<HostId, Instant> heard_;
  bool is_joined_ = false;

  // The primary's: how many orders the backup has, was sent, and must have before the view is joined; who
  // waits for which place in the ledger.
  std::size_t backup_has_ = 0;
  std::size_t sent_ = 0;
  std::size_t needed_ = 0;
  std::map<RequestId, std::size_t> waiting_;

  /// What the step that is under way does.
  pawl::sim::Effects<Bank>* effects_ = nullptr;
};

}  // namespace bank
