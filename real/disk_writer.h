#pragma once
// The disk thread: takes all writes that wait, makes one batch of them, syncs once, says how far it came.
// Group commit comes from this: while one sync runs, the next batch gathers.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/ids.h"
#include "real/failure.h"
#include "real/store.h"

namespace pawl::real {

class DiskWriter {
 public:
  /// `persisted` and `failed` are called on the disk thread. After `failed` nothing is written any more. The
  /// store belongs to this object until it is destroyed.
  DiskWriter(Store& store, std::function<void(PersistSeq)> persisted, std::function<void(Failure)> failed);
  /// Stops without writing what waits.
  ~DiskWriter();

  /// Queues a write, in the order of `seq`. A write that need not be synced waits for the next one that must
  /// be, for kRideMax at the longest.
  void write(DiskWrite write);

  /// Writes everything that waits, synced, and ends the thread.
  void drain();

 private:
  enum class Phase : std::uint8_t { Running, Draining, Stopped };

  void run();
  std::vector<DiskWrite> take();
  void stop(Phase phase);

  Store& store_;
  std::function<void(PersistSeq)> persisted_;
  std::function<void(Failure)> failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<DiskWrite> waiting_;
  bool must_sync_ = false;
  Phase phase_ = Phase::Running;
  std::thread thread_;
};

}  // namespace pawl::real
