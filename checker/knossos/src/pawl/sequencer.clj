(ns pawl.sequencer
  "The sequencer: {:current n :created parameters :incarnation i :allocated {key range}}. :current is nil where there is no
  sequence, :incarnation is nil until an answer named it, :allocated remembers what each idempotency key was given."
  (:require [pawl.verdict :refer [illegal answers?]]))

(defn- parameters
  "What a create asks for. A value that is no map says nothing."
  [start in]
  (merge {:initial start :increment 1} (when (map? in) in)))

(defn initial
  "A sequence that the history creates itself is not there at the beginning; any other one is, and stands at `init`."
  [{:keys [init]} operations]
  (let [start (or init 0)]
    {:current   (when-not (some #(= :create (:f (:invoke %))) operations) start)
     :created   (parameters start nil)
     :allocated {}}))

(defn- in-its-incarnation
  "The state once the operation said in which life of the sequence it acted."
  [state op]
  (let [named (get-in op [:value :incarnation])]
    (cond
      (or (nil? named) (= named (:incarnation state))) state
      (:incarnation state) (illegal "this is incarnation " (:incarnation state) ", not " named)
      :else (assoc state :incarnation named))))

(defn- following
  "The next `count` numbers as [first last]; nil if they are not there. A cycle begins again at the far bound, or at its
  first number where there is none; no range goes over its end."
  [{:keys [current] {:keys [initial increment min max cycle]} :created} count]
  (let [inside? (fn [n] (and (or (nil? min) (<= min n)) (or (nil? max) (<= n max))))
        next    (+ current increment)
        from    (if (and cycle (not (inside? next)))
                  (or (if (pos? increment) min max) (+ initial increment))
                  next)
        to      (+ from (* increment (dec count)))]
    (when (and (inside? from) (inside? to))
      [from to])))

(defn- allocate
  "Hands out `count` numbers. A key that was used before gets what it got then."
  [{:keys [current allocated] :as state} op count shape]
  (let [idem  (get-in op [:value :idem])
        known (when idem (allocated idem))
        range (when (and current (not known)) (following state count))]
    (cond
      known (if (answers? op (shape known)) state (illegal "key " idem " got " (pr-str known) " before"))
      (nil? current) (illegal "there is no such sequence")
      (nil? range) (illegal "there are no " count " numbers after " current)
      (not (answers? op (shape range))) (illegal "the next number is " (first range))
      :else (-> (cond-> (assoc state :current (second range))
                  idem (assoc-in [:allocated idem] range))
                (in-its-incarnation op)))))

(defn- look [{:keys [current] :as state} op]
  (cond
    (not (answers? op current)) (illegal "the current number is " (pr-str current))
    current (in-its-incarnation state op)
    :else state))

(defn- create [start {:keys [current created] :as state} op]
  (let [in    (get-in op [:value :in])
        asked (parameters start in)]
    (cond
      (nil? current) (-> state
                         (assoc :current (:initial asked) :created asked :incarnation nil)
                         (in-its-incarnation op))
      (or (nil? in) (= asked created)) (in-its-incarnation state op)
      :else (illegal "there is such a sequence with other parameters"))))

(defn- delete [state op]
  (if (and (nil? (:current state)) (contains? (:value op) :out))
    (illegal "there is no such sequence")
    (assoc state :current nil :incarnation nil)))

(defn step [{:keys [init]}]
  (fn [state {:keys [f] :as op}]
    (case f
      :next         (allocate state op 1 first)
      :reserve      (let [count (first (get-in op [:value :in]))]
                      (allocate state op count (fn [range] [count range])))
      (:read :get)  (look state op)
      :create       (create (or init 0) state op)
      :delete       (delete state op))))
