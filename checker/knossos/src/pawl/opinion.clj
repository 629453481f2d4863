(ns pawl.opinion
  "Knossos's opinion of a history. Knossos is looked up when it is needed, so that everything else loads without it."
  (:require [pawl.history :as history]
            [pawl.steps :as steps]))

(defn- knossos
  "Something of Knossos's, or something that needs it, by name; nil if this version has no such thing."
  [name]
  (try
    (requiring-resolve (symbol name))
    (catch Exception error
      (throw (ex-info (str "Knossos cannot be loaded: set KNOSSOS_CLASSPATH or use the Clojure CLI with deps.edn ("
                           (ex-message (or (ex-cause error) error)) ")")
                      {})))))

(defn- replace-in-knossos [name with]
  (when-let [there (knossos name)]
    (alter-var-root there (constantly with))))

(defn load-knossos
  "Loads Knossos for an algorithm and a model, less two things. After a no, it lists every way to fail, which takes factorial
  time and loses the verdict; nobody here reads the list. And before it searches, it numbers all states that any order of the
  operations can reach; where no state ever comes again, that takes cubic time, for nothing."
  [{:keys [algorithm model]}]
  (knossos "pawl.stepped/->Stepped")
  (knossos (str "knossos." algorithm "/analysis"))
  (replace-in-knossos "knossos.analysis/final-paths-for-config" (constantly #{}))
  (when (:grows? (steps/models model))
    (replace-in-knossos "knossos.model.memo/memo" (fn [model history] {:model model :history history}))))

(defn- fits
  "The operations, if the model can judge them all."
  [model-name operations]
  (let [{:keys [knows]} (steps/models model-name)]
    (doseq [{:keys [invoke complete]} operations]
      (when-not (knows (:f invoke))
        (throw (ex-info (str "the model " model-name " knows no " (:f invoke)) {})))
      (when (and (knows :write) (or (:revision invoke) (:revision complete)))
        (throw (ex-info "revisions of values are not judged here" {}))))
    operations))

(defn- search
  "Knossos keeps its time limit in most of its phases; the wait here ends in any case."
  [{:keys [algorithm]} model events limit-ms]
  (let [analysis  (knossos (str "knossos." algorithm "/analysis"))
        parse-ops (or (knossos "knossos.history/parse-ops") identity)
        result    (future (:valid? (analysis model (parse-ops events) {:time-limit limit-ms})))]
    (deref result limit-ms :unknown)))

(defn- opinion
  "true, false or :unknown."
  [options {:keys [initial step]} operations until-ms]
  (let [events   (history/prepare options operations)
        stepped  (knossos "pawl.stepped/->Stepped")
        limit-ms (- until-ms (System/currentTimeMillis))]
    (cond
      (empty? events) true
      (<= limit-ms 0) :unknown
      :else (search options (stepped (initial options operations) (step options)) events limit-ms))))

(defn of-file
  "The worst opinion over all keys: false before :unknown before true."
  [{:keys [model deadline] :as options} file]
  (let [until-ms (+ (System/currentTimeMillis) (long (* 1000 deadline)))
        parts    (history/by-key options (fits model (history/pair (history/read-file file))))
        opinions (map (fn [[key operations]]
                        {:key key :valid? (opinion options (steps/models model) operations until-ms)})
                      parts)
        bad      (first (filter #(false? (:valid? %)) opinions))
        unsure   (first (filter #(= :unknown (:valid? %)) opinions))]
    {:valid?    (cond bad false unsure :unknown :else true)
     :keys      (count parts)
     :first-bad (:key (or bad unsure))}))
