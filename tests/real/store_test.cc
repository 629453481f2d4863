// Goal: what was written is read back the same, also after the process went away without a word, and a store
// that is damaged anywhere refuses to boot instead of serving less. Method: the store alone, on a real disk;
// damage is bytes flipped in its files.

#include "real/store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/node/command.h"
#include "core/wire/row.h"
#include "tests/real/temporary_folder.h"

namespace pawl::real {
namespace {

void no_failure(const Failure& failure) { ADD_FAILURE() << failure.what; }

raft::Entry entry(std::uint64_t index, std::uint64_t term, const std::string& name = "orders") {
  auto command = std::make_shared<Command>();
  command->now = ClusterTime{static_cast<std::int64_t>(index)};
  command->requests.push_back({{}, machine::SequenceReserve{name, 1, machine::OnMissing::Create}});
  return {.term = Term{term}, .index = LogIndex{index}, .bytes = 64, .command = std::move(command)};
}

DiskWrite write_of(std::uint64_t seq, const std::vector<raft::Entry>& entries) {
  DiskWrite write;
  write.seq = PersistSeq{seq};
  write.must_sync = true;
  write.hard = raft::HardState{entries.empty() ? Term{1} : entries.back().term, NodeId{1}};
  for (const raft::Entry& each : entries) {
    write.append.emplace_back(each.index, std::make_shared<const std::string>(wire::encode_entry(each)));
  }
  return write;
}

machine::RowChange sequence_row(const std::string& name, std::int64_t current) {
  machine::Sequence sequence{
      .name = name, .parameters = {}, .current = current, .revision = 1, .incarnation = 1};
  return {machine::SequenceRowKey{name}, machine::Row{sequence}};
}

std::expected<Store, Failure> open(const std::string& path, OpenMode mode = OpenMode::MustExist) {
  return Store::open(path, mode, no_failure);
}

/// A store with entries 1..count of term 1, each its own batch, left behind by a process that was killed.
void make_killed(const std::string& path, std::uint64_t count) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = open(path, OpenMode::Create);
    if (!store) ::_exit(1);
    for (std::uint64_t i = 1; i <= count; ++i) {
      const std::vector<DiskWrite> writes{write_of(i, {entry(i, 1, "orders-" + std::to_string(i))})};
      if (!store->write(writes)) ::_exit(1);
    }
    ::_exit(0);  // no destructor: as if killed
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
}

std::string newest_log(const std::string& path) {
  std::string newest;
  for (const auto& file : std::filesystem::directory_iterator(path)) {
    if (file.path().extension() == ".log" && file.file_size() > 0)
      newest = std::max(newest, file.path().string());
  }
  return newest;
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// Opens and boots; the error of either.
std::expected<node::Boot, Failure> boot(const std::string& path) {
  auto store = open(path);
  if (!store) return std::unexpected(store.error());
  return store->boot();
}

TEST(Store, IsEmptyAtFirst) {
  const TemporaryFolder temporary;
  auto store = open(temporary / "db", OpenMode::Create);
  ASSERT_TRUE(store.has_value()) << store.error().what;
  const auto read = store->boot();
  ASSERT_TRUE(read.has_value()) << read.error().what;
  EXPECT_TRUE(read->raft.log.empty());
  EXPECT_EQ(read->state, machine::StoredState{});
  EXPECT_EQ(read->raft.hard, raft::HardState{});
}

TEST(Store, ReadsBackWhatItWrote) {
  const TemporaryFolder temporary;
  {
    auto store = open(temporary / "db", OpenMode::Create);
    ASSERT_TRUE(store.has_value()) << store.error().what;
    std::vector<DiskWrite> writes{write_of(1, {entry(1, 1), entry(2, 1), entry(3, 1)})};
    DiskWrite second = write_of(2, {entry(2, 3), entry(3, 3)});
    second.truncate_from = LogIndex{2};
    second.rows.push_back(sequence_row("a", 5));
    second.rows.push_back(sequence_row("b", 6));
    second.applied = {.index = LogIndex{1}, .time = ClusterTime{17}};
    writes.push_back(std::move(second));
    ASSERT_TRUE(store->write(writes).has_value());
    DiskWrite third;
    third.seq = PersistSeq{3};
    third.rows.push_back({machine::SequenceRowKey{"a"}, std::nullopt});
    third.applied = {.index = LogIndex{2}, .time = ClusterTime{18}};
    ASSERT_TRUE(store->write(std::vector<DiskWrite>{std::move(third)}).has_value());
  }
  const auto read = boot(temporary / "db");
  ASSERT_TRUE(read.has_value()) << read.error().what;
  EXPECT_EQ(read->raft.hard, (raft::HardState{Term{3}, NodeId{1}}));
  ASSERT_EQ(read->raft.log.size(), 3U);
  EXPECT_EQ(read->raft.log[0].term, Term{1});
  EXPECT_EQ(read->raft.log[1].term, Term{3});
  EXPECT_EQ(read->raft.log[2].command->requests, entry(3, 3).command->requests);
  EXPECT_EQ(read->raft.applied, LogIndex{2});
  EXPECT_EQ(read->applied_time, ClusterTime{18});
  ASSERT_EQ(read->state.sequences.size(), 1U);
  EXPECT_EQ(read->state.sequences[0].name, "b");
}

TEST(Store, TruncationShortensTheLog) {
  const TemporaryFolder temporary;
  {
    auto store = open(temporary / "db", OpenMode::Create);
    ASSERT_TRUE(store.has_value());
    DiskWrite cut = write_of(2, {entry(2, 2)});
    cut.truncate_from = LogIndex{2};
    ASSERT_TRUE(store->write(std::vector<DiskWrite>{write_of(1, {entry(1, 1), entry(2, 1), entry(3, 1)})})
                    .has_value());
    ASSERT_TRUE(store->write(std::vector<DiskWrite>{std::move(cut)}).has_value());
  }
  const auto read = boot(temporary / "db");
  ASSERT_TRUE(read.has_value()) << read.error().what;
  EXPECT_EQ(read->raft.log.size(), 2U);
}

TEST(Store, CompactionMovesTheBase) {
  const TemporaryFolder temporary;
  {
    auto store = open(temporary / "db", OpenMode::Create);
    ASSERT_TRUE(store.has_value());
    std::vector<raft::Entry> entries;
    for (std::uint64_t i = 1; i <= 9000; ++i) entries.push_back(entry(i, 1));
    DiskWrite all = write_of(1, entries);
    all.applied = {.index = LogIndex{8500}, .time = {}};
    ASSERT_TRUE(store->write(std::vector<DiskWrite>{std::move(all)}).has_value());
    for (std::uint64_t i = 1; i <= 8500; i += 100) {
      DiskWrite compact = write_of(1 + i, {});
      compact.compact_to = raft::LogPosition{Term{1}, LogIndex{i}};
      compact.applied = {.index = LogIndex{8500}, .time = {}};
      ASSERT_TRUE(store->write(std::vector<DiskWrite>{std::move(compact)}).has_value());
    }
  }
  const auto read = boot(temporary / "db");
  ASSERT_TRUE(read.has_value()) << read.error().what;
  EXPECT_GT(read->raft.base.index, LogIndex{4000});
  EXPECT_LT(read->raft.base.index, LogIndex{8501});
  EXPECT_EQ(read->raft.base.index.value + read->raft.log.size(), 9000U);
  EXPECT_EQ(read->raft.log.front().index, read->raft.base.index.next());
}

TEST(Store, KeepsWhatWasWrittenBeforeAKill) {
  const TemporaryFolder temporary;
  make_killed(temporary / "db", 20);
  const auto read = boot(temporary / "db");
  ASSERT_TRUE(read.has_value()) << read.error().what;
  EXPECT_EQ(read->raft.log.size(), 20U);
}

TEST(Store, ATornLastRecordIsNoDamage) {
  const TemporaryFolder temporary;
  make_killed(temporary / "db", 20);
  const std::string log = newest_log(temporary / "db");
  const std::string bytes = read_file(log);
  for (const std::size_t cut : {1U, 5U, 20U}) {
    write_file(log, bytes.substr(0, bytes.size() - cut));
    const TemporaryFolder copy;
    std::filesystem::copy(temporary / "db", copy / "db", std::filesystem::copy_options::recursive);
    const auto read = boot(copy / "db");
    ASSERT_TRUE(read.has_value()) << read.error().what;
    EXPECT_EQ(read->raft.log.size(), 19U);
  }
}

TEST(Store, RefusesADamagedMiddleAtEveryByte) {
  const TemporaryFolder temporary;
  make_killed(temporary / "db", 20);
  const std::string log = newest_log(temporary / "db");
  const std::string sound = read_file(log);
  const std::size_t middle = sound.size() / 2;
  for (std::size_t at = middle; at < middle + 200; at += 3) {
    for (const unsigned mask : {0x01U, 0x80U}) {
      std::string damaged = sound;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ mask);
      write_file(log, damaged);
      const auto read = boot(temporary / "db");
      ASSERT_FALSE(read.has_value()) << "byte " << at << " of " << sound.size();
      EXPECT_EQ(read.error().exit_code, kExitDisk);
      EXPECT_NE(read.error().what.find("damaged"), std::string::npos) << read.error().what;
      EXPECT_EQ(read_file(log), damaged) << "a damaged file is evidence: it is left as it is";
    }
  }
  write_file(log, sound);
  EXPECT_TRUE(boot(temporary / "db").has_value());
}

TEST(Store, RefusesADamageThatReachesOverABlock) {
  const TemporaryFolder temporary;
  make_killed(temporary / "db", 1500);
  const std::string log = newest_log(temporary / "db");
  std::string bytes = read_file(log);
  constexpr std::size_t kBlock = 32768;  // of RocksDB's log files; no record crosses one
  ASSERT_GT(bytes.size(), 3 * kBlock);
  bytes.replace(kBlock - 100, kBlock + 50, kBlock + 50, '\0');
  write_file(log, bytes);
  const auto read = boot(temporary / "db");
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().what.find("a whole one behind it"), std::string::npos) << read.error().what;
}

TEST(Store, RefusesALogWithAHole) {
  const TemporaryFolder temporary;
  {
    auto store = open(temporary / "db", OpenMode::Create);
    ASSERT_TRUE(store.has_value());
    ASSERT_TRUE(store->write(std::vector<DiskWrite>{write_of(1, {entry(1, 1), entry(3, 1)})}).has_value());
  }
  const auto read = boot(temporary / "db");
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().what.find("log entry 3 of term 1 follows entry 1"), std::string::npos)
      << read.error().what;
}

TEST(Store, RefusesAMissingLog) {
  const TemporaryFolder temporary;
  make_killed(temporary / "db", 20);
  std::filesystem::remove(newest_log(temporary / "db"));
  const auto read = boot(temporary / "db");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().exit_code, kExitDisk);
  EXPECT_NE(read.error().what.find("has no log file"), std::string::npos) << read.error().what;
}

TEST(Store, RefusesAMissingDatabase) {
  const TemporaryFolder temporary;
  const auto read = boot(temporary / "db");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().exit_code, kExitDisk);
}

}  // namespace
}  // namespace pawl::real
