(ns pawl.history
  "Reads a history and makes it ready for a search that looks at :f and :value only."
  (:require [clojure.edn :as edn]
            [clojure.java.io :as io])
  (:import (java.io PushbackReader)))

(defn read-file
  "The maps of the file: one after another, or in one vector or list."
  [file]
  (with-open [in (PushbackReader. (io/reader file))]
    (let [end   (Object.)
          forms (->> (repeatedly #(edn/read {:eof end :default (fn [_tag value] value)} in))
                     (take-while #(not (identical? end %)))
                     vec)
          events (if (and (= 1 (count forms)) (sequential? (first forms)))
                   (vec (first forms))
                   forms)]
      (when-not (every? map? events)
        (throw (ex-info "not a history of EDN maps, which is all that is read here" {})))
      events)))

(defn pair
  "Operations as {:call position :invoke event :return position :complete event}; the latter two are missing where no
  completion came. What is not a client's goes."
  [events]
  (loop [position 0, events (seq events), open {}, pairs []]
    (if-let [event (first events)]
      (let [process (:process event)]
        (cond
          (not (integer? process))
          (recur (inc position) (next events) open pairs)

          (= :invoke (:type event))
          (if (open process)
            (throw (ex-info (str "process " process " invokes twice without a completion") {:event event}))
            (recur (inc position) (next events)
                   (assoc open process (count pairs))
                   (conj pairs {:call position :invoke event})))

          :else
          (if-let [n (open process)]
            (recur (inc position) (next events) (dissoc open process)
                   (update pairs n assoc :return position :complete event))
            (throw (ex-info (str "process " process " completes what it did not invoke") {:event event})))))
      pairs)))

;; -- independent objects --

(defn- tuple?
  "Whether the value can be [key value]. A cas and a reserve carry a pair themselves."
  [{:keys [f value]}]
  (and (sequential? value)
       (= 2 (count value))
       (not (coll? (first value)))
       (or (not (#{:cas :reserve} f)) (sequential? (second value)))))

(defn- untuple [{:keys [value] :as event}]
  (cond-> event
    (and (sequential? value) (= 2 (count value))) (assoc :key (first value) :value (second value))))

(defn by-key
  "Histories of independent objects, {key operations}: by :key, or by the first of the [key value] tuples that all values are
  or, by the option :tuples, are said to be."
  [{:keys [tuples]} operations]
  (let [seem-tuples? (and (seq operations)
                          (every? #(and (nil? (:key (:invoke %))) (tuple? (:invoke %))) operations))
        tuples?      (case tuples "yes" true, "no" false, seem-tuples?)]
    (->> operations
         (map #(cond-> % tuples? (-> (update :invoke untuple) (update :complete untuple))))
         (group-by #(:key (:invoke %))))))

;; -- for the search --

(defn- fails? [operation] (= :fail (:type (:complete operation))))

(defn- answer [operation]
  (when (= :ok (:type (:complete operation))) (:complete operation)))

(defn- says-nothing?
  "What failed had no effect, unless a failed cas is to mean that the value differed; a read that nobody saw the answer of
  fits everywhere, and so does a read of nil if nil is to mean that."
  [{:keys [nil-read cas-fail]} {{:keys [f]} :invoke :as operation}]
  (cond
    (fails? operation) (not (and (= :cas f) (= "differs" cas-fail)))
    (#{:read :get :renew} f) (or (nil? (answer operation))
                                 (and (= "any" nil-read) (nil? (:value (answer operation)))))
    :else false))

(defn- value-of
  "What was asked, what was answered, and what is said beside it. A key that one attempt alone has says nothing."
  [shared-key? {:keys [invoke complete] :as operation}]
  (let [said (fn [field] (or (get complete field) (get invoke field)))
        idem (said :idem)]
    (cond-> {:in (:value invoke)}
      (answer operation) (assoc :out (:value complete))
      (fails? operation) (assoc :fails true)
      (said :token) (assoc :token (said :token))
      (and (answer operation) (said :incarnation)) (assoc :incarnation (said :incarnation))
      (shared-key? idem) (assoc :idem idem))))

(defn- shared-keys [operations]
  (->> operations
       (keep #(or (:idem (:invoke %)) (:idem (:complete %))))
       frequencies
       (keep (fn [[idem attempts]] (when (< 1 attempts) idem)))
       set))

(defn- events-of
  "Invocation and completion, with one value and a process of their own: Knossos has trouble with completions of unknown
  outcome that carry another value than their invocation, and with invocations that have none. Those get one at the end."
  [shared-key? {:keys [call return invoke complete] :as operation}]
  (let [op {:process call :f (:f invoke) :value (value-of shared-key? operation)}]
    [[call (assoc op :type :invoke)]
     [(or return Long/MAX_VALUE) (assoc op :type (if (#{:ok :fail} (:type complete)) :ok :info))]]))

(defn prepare
  "Events for the search, indexed from 0."
  [options operations]
  (let [telling     (remove #(says-nothing? options %) operations)
        shared-key? (shared-keys telling)]
    (->> telling
         (mapcat #(events-of shared-key? %))
         (sort-by first)
         (map second)
         (map-indexed (fn [index event] (assoc event :index index)))
         vec)))
