#include "runtime/decode_ahead.h"

namespace mullion {

Result<std::unique_ptr<DecodeAhead>> DecodeAhead::Make(const FormatSpec& format, int threads) {
  std::unique_ptr<DecodeAhead> made(new DecodeAhead());
  MULLION_ASSIGN(made->own_decoder_, MakeDecoder(format));
  for (int i = 0; i < threads; ++i) {
    MULLION_ASSIGN(auto decoder, MakeDecoder(format));
    made->decoders_.push_back(std::move(decoder));
  }
  for (auto& decoder : made->decoders_) {
    made->threads_.emplace_back([m = made.get(), d = decoder.get()] { m->Run(d); });
  }
  return made;
}

DecodeAhead::~DecodeAhead() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  added_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void DecodeAhead::Add(size_t split, FetchedRun run) {
  if (split >= splits_.size()) splits_.resize(split + 1);
  auto entry = std::make_unique<Entry>();
  entry->run = std::move(run);
  {
    std::lock_guard lock(mutex_);
    waiting_.push_back(entry.get());
  }
  added_.notify_one();
  splits_[split].push_back(std::move(entry));
  ++run_count_;
}

DecodeAhead::DecodedRun DecodeAhead::Take(size_t split) {
  MULLION_CHECK(HasRun(split), "Take() without a run");
  std::unique_ptr<Entry> entry = std::move(splits_[split].front());
  splits_[split].pop_front();
  --run_count_;
  std::unique_lock lock(mutex_);
  if (entry->progress == Progress::kWaiting) {
    waiting_.remove(entry.get());
    lock.unlock();
    entry->rows = own_decoder_->Decode(entry->run.values);
  } else {
    done_.wait(lock, [&] { return entry->progress == Progress::kDone; });
  }
  return {std::move(entry->run), std::move(entry->rows)};
}

void DecodeAhead::Run(Decoder* decoder) {
  std::unique_lock lock(mutex_);
  while (true) {
    added_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    Entry* entry = waiting_.front();
    waiting_.pop_front();
    entry->progress = Progress::kBegun;
    lock.unlock();
    DecodedRows rows = decoder->Decode(entry->run.values);
    lock.lock();
    entry->rows = std::move(rows);
    entry->progress = Progress::kDone;
    done_.notify_all();
  }
}

}  // namespace mullion
