// The memory of pawl-sim. A run makes and drops a dozen small values an event; glibc's allocator took one
// part in seven of its time. Here small blocks of one size are handed out again by the thread that got them
// back, without a lock or a search. Larger ones are malloc's.
//
//   region  | slab of 16s | slab of 48s | slab of 16s | ...          a slab holds blocks of one size
//
// No result of a run depends on where its values lie or what was there before. Who wants to see that proved
// lets malloc fill memory (MALLOC_PERTURB_, or GLIBC_TUNABLES with malloc.perturb): then all of it is
// malloc's. The sanitizers' builds do without this file.

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace {

constexpr std::size_t kStepBytes = 16;
constexpr std::size_t kSmallMax = 1024;
/// A kind is a size in steps; of 0 there are none.
constexpr std::size_t kKinds = kSmallMax / kStepBytes + 1;
constexpr std::size_t kSlabBytes = 64U << 10U;
/// Addresses are set aside, memory only as it is used.
constexpr std::size_t kRegionBytes = std::size_t{16} << 30U;
/// What one thread keeps of one kind; of more it gives half to the others.
constexpr std::size_t kKeptBytes = 1U << 20U;

/// A block that nobody uses.
struct Block {
  Block* next;
};

struct Chain {
  Block* first = nullptr;
  std::size_t count = 0;

  void put(void* memory) {
    auto* block = static_cast<Block*>(memory);
    block->next = first;
    first = block;
    ++count;
  }
  void* take() {
    Block* block = first;
    first = block->next;
    // The next one is taken soon, and may have lain about for long.
    __builtin_prefetch(first, 1);
    --count;
    return block;
  }
};

/// What is common to all threads.
struct Region {
  std::mutex mutex;
  /// Null until the first block is asked for, and for good where malloc is to do it all.
  std::atomic<char*> begin = nullptr;
  char* next = nullptr;
  bool is_refused = false;
  std::array<Chain, kKinds> chains;
  /// The kind of each slab's blocks.
  std::array<std::uint8_t, kRegionBytes / kSlabBytes> kinds;
};

constinit Region region{};
constinit thread_local std::array<Chain, kKinds> t_chains{};

std::size_t kind_of(std::size_t bytes) { return bytes == 0 ? 1 : (bytes + kStepBytes - 1) / kStepBytes; }
std::size_t kept_max(std::size_t kind) { return kKeptBytes / (kind * kStepBytes); }

bool is_in_region(const void* memory) {
  const char* begin = region.begin.load(std::memory_order_relaxed);
  return begin != nullptr &&
         reinterpret_cast<std::uintptr_t>(memory) - reinterpret_cast<std::uintptr_t>(begin) < kRegionBytes;
}

/// Gives what this thread keeps to the others when it ends.
struct Inheritance {
  ~Inheritance() {
    const std::lock_guard lock(region.mutex);
    for (std::size_t kind = 1; kind < kKinds; ++kind)
      while (t_chains[kind].count > 0) region.chains[kind].put(t_chains[kind].take());
  }
};

bool is_fill_wanted() {
  const char* tunables = std::getenv("GLIBC_TUNABLES");
  return std::getenv("MALLOC_PERTURB_") != nullptr ||
         (tunables != nullptr && std::strstr(tunables, "malloc.perturb") != nullptr);
}

/// The lock is held.
bool begin_region() {
  if (region.begin.load() != nullptr) return true;
  if (region.is_refused) return false;
  void* memory = MAP_FAILED;
  if (!is_fill_wanted())
    memory = mmap(nullptr, kRegionBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                  -1, 0);
  region.is_refused = memory == MAP_FAILED;
  if (region.is_refused) return false;
  region.next = static_cast<char*>(memory);
  region.begin.store(region.next);
  return true;
}

/// The lock is held. False: there is no room.
bool cut_slab(std::size_t kind, Chain& chain) {
  if (!begin_region()) return false;
  char* begin = region.begin.load();
  const auto slab = static_cast<std::size_t>(region.next - begin) / kSlabBytes;
  if (slab == region.kinds.size()) return false;
  region.kinds[slab] = static_cast<std::uint8_t>(kind);
  const std::size_t bytes = kind * kStepBytes;
  // The last one first, so that they are handed out in the order of their addresses.
  for (std::size_t i = kSlabBytes / bytes; i > 0; --i) chain.put(region.next + (i - 1) * bytes);
  region.next += kSlabBytes;
  return true;
}

void* allocate_large(std::size_t bytes) {
  void* memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

/// Whoever takes or gives back will leave something when it ends.
[[gnu::noinline]] void note_thread() {
  static thread_local Inheritance inheritance;
  static_cast<void>(inheritance);
}

[[gnu::noinline]] void* refill(std::size_t kind) {
  note_thread();
  Chain& chain = t_chains[kind];
  {
    const std::lock_guard lock(region.mutex);
    Chain& common = region.chains[kind];
    for (std::size_t i = kept_max(kind) / 2; i > 0 && common.count > 0; --i) chain.put(common.take());
    if (chain.count == 0) cut_slab(kind, chain);
  }
  return chain.count > 0 ? chain.take() : allocate_large(kind * kStepBytes);
}

[[gnu::noinline]] void share(std::size_t kind) {
  Chain& chain = t_chains[kind];
  const std::lock_guard lock(region.mutex);
  for (std::size_t i = kept_max(kind) / 2; i > 0; --i) region.chains[kind].put(chain.take());
}

void give_back(std::size_t kind, void* memory) {
  Chain& chain = t_chains[kind];
  if (chain.first == nullptr) note_thread();
  chain.put(memory);
  if (chain.count > kept_max(kind)) [[unlikely]]
    share(kind);
}

}  // namespace

void* operator new(std::size_t bytes) {
  if (bytes > kSmallMax) return allocate_large(bytes);
  const std::size_t kind = kind_of(bytes);
  Chain& chain = t_chains[kind];
  return chain.first != nullptr ? chain.take() : refill(kind);
}

void operator delete(void* memory) noexcept {
  if (!is_in_region(memory)) return std::free(memory);
  const auto offset = static_cast<std::size_t>(static_cast<char*>(memory) - region.begin.load());
  give_back(region.kinds[offset / kSlabBytes], memory);
}

void operator delete(void* memory, std::size_t bytes) noexcept {
  if (!is_in_region(memory)) return std::free(memory);
  give_back(kind_of(bytes), memory);
}
