(ns pawl.steps
  "What each model does with one operation: pure functions from a state and an operation to the next state or, as
  [:illegal why], to the reason why there is none. Written from the specification; shares nothing with the C++ models.

  An operation is {:f F :value {:in I :out O :idem K}}. A missing :out means that the answer is not known: the operation
  is then legal wherever its effect is.")

(defn illegal [& words] [:illegal (apply str words)])

(defn illegal? [result] (and (vector? result) (= :illegal (first result))))

(defn- answers?
  "Whether the operation may have answered `value`."
  [op value]
  (or (not (contains? (:value op) :out))
      (= value (get-in op [:value :out]))))

;; -- sequencer: {:current n :increment i :allocated {key range}}; nil where the sequence does not exist --

(defn sequencer-init
  "A sequence that the history creates itself is not there at the beginning; any other one is, and stands at `initial`."
  [initial operations]
  {:current   (when-not (some #(= :create (:f (:invoke %))) operations) (or initial 0))
   :increment 1
   :allocated {}})

(defn- allocate
  "Hands out `count` values. A key that was used before gets what it got then."
  [state op count shape]
  (let [idem (get-in op [:value :idem])
        {:keys [current increment allocated]} state]
    (cond
      (and idem (contains? allocated idem))
      (if (answers? op (shape (allocated idem)))
        state
        (illegal "key " idem " got " (pr-str (allocated idem)) " before"))

      (nil? current)
      (illegal "there is no such sequence")

      :else
      (let [range [(+ current increment) (+ current (* increment count))]]
        (if (answers? op (shape range))
          (cond-> (assoc state :current (second range))
            idem (assoc-in [:allocated idem] range))
          (illegal "the next value is " (first range) ", not " (pr-str (get-in op [:value :out]))))))))

(defmulti sequencer (fn [_state op] (:f op)))

(defmethod sequencer :next [state op] (allocate state op 1 first))

(defmethod sequencer :reserve [state op]
  (let [in (get-in op [:value :in])
        count (if (sequential? in) (first in) in)
        shape (if (sequential? in) (fn [range] [count range]) identity)]
    (allocate state op count shape)))

(defmethod sequencer :read [state op]
  (if (answers? op (:current state))
    state
    (illegal "the current value is " (pr-str (:current state)))))

(defmethod sequencer :create [state op]
  (if (:current state)
    state
    (let [in (get-in op [:value :in])
          parameters (if (map? in) in {:initial in})]
      (assoc state
             :current (or (:initial parameters) 0)
             :increment (or (:increment parameters) 1)))))

(defmethod sequencer :delete [state _op] (assoc state :current nil))

(defmethod sequencer :default [_state op] (illegal "a sequencer knows no " (:f op)))

;; -- fencing lock: {:holder token-or-nil :last token} --

(def fencing-lock-init {:holder nil :last 0})

(defmulti fencing-lock (fn [_state op] (:f op)))

(defmethod fencing-lock :acquire [{:keys [holder last]} op]
  (let [token (get-in op [:value :out] (inc last))]
    (cond
      (= :held token) (if holder
                        {:holder holder :last last}
                        (illegal "nobody holds the lock"))
      holder (illegal "the lock is held with token " holder)
      (not (integer? token)) (illegal "a token is an integer, not " (pr-str token))
      (<= token last) (illegal "token " token " is not above " last)
      :else {:holder token :last token})))

(defmethod fencing-lock :renew [{:keys [holder] :as state} op]
  (if (= holder (get-in op [:value :in]))
    state
    (if (contains? (:value op) :out)
      (illegal "token " (pr-str (get-in op [:value :in])) " does not hold the lock")
      state)))

(defmethod fencing-lock :release [{:keys [holder] :as state} op]
  (if (= holder (get-in op [:value :in]))
    (assoc state :holder nil)
    (if (contains? (:value op) :out)
      (illegal "token " (pr-str (get-in op [:value :in])) " does not hold the lock")
      state)))

(defmethod fencing-lock :default [_state op] (illegal "a fencing lock knows no " (:f op)))

;; -- key/value: the value of one key --

(defmulti key-value (fn [_state op] (:f op)))

(defn- key-value-read [state op]
  (if (answers? op state) state (illegal "the value is " (pr-str state))))

(defmethod key-value :get [state op] (key-value-read state op))

(defmethod key-value :read [state op] (key-value-read state op))

(defmethod key-value :put [_state op] (get-in op [:value :in]))

(defmethod key-value :write [_state op] (get-in op [:value :in]))

(defmethod key-value :append [state op] (str state (get-in op [:value :in])))

(defmethod key-value :cas [state op]
  (let [[old new] (get-in op [:value :in])]
    (cond
      (= state old) new
      (contains? (:value op) :out) (illegal "the value is " (pr-str state) ", not " (pr-str old))
      :else state)))

(defmethod key-value :default [_state op] (illegal "a key/value store knows no " (:f op)))

;; -- by name --

(def models
  "Name to [initial state from --init and the operations of a key, step]."
  {"sequencer"    [sequencer-init sequencer]
   "fencing-lock" [(constantly fencing-lock-init) fencing-lock]
   "register"     [(fn [initial _] initial) key-value]
   "cas-register" [(fn [initial _] initial) key-value]
   "key-value"    [(fn [initial _] initial) key-value]})
