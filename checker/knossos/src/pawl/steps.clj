(ns pawl.steps
  "What each model does with one operation: pure functions from a state and an operation to the next state or, as
  [:illegal why], to the reason why there is none. Written from the specification; shares nothing with the C++ models.

  An operation is {:f F :value {:in I :out O ...}} as pawl.history/prepare makes it. A missing :out means that the answer
  is not known: any answer would do."
  (:require [pawl.sequencer :as sequencer]
            [pawl.verdict :refer [illegal answers?]]))

;; -- fencing lock: {:held? bool :token n :exact? bool}; not :exact?, the holder's token is some number above n --

(def lock-init {:held? false :token 0 :exact? true})

(defn- token-of [{{:keys [token out in]} :value}]
  (first (filter integer? [token out in])))

(defn- acquire [{:keys [held? token]} op]
  (let [granted (token-of op)]
    (cond
      held? (illegal "the lock is held")
      (nil? granted) {:held? true :token token :exact? false}
      (<= granted token) (illegal "token " granted " is not above " token)
      :else {:held? true :token granted :exact? true})))

(defn fencing-lock [{:keys [held? token exact?] :as state} op]
  (let [shown (token-of op)]
    (cond
      (= :acquire (:f op)) (acquire state op)
      (not held?) (illegal "nobody holds the lock")
      (not (if exact? (= shown token) (> shown token))) (illegal "token " shown " does not hold the lock")
      :else {:held? (= :renew (:f op)) :token shown :exact? true})))

;; -- mutex: whether it is held --

(defn mutex [held? op]
  (let [acquires? (= :acquire (:f op))]
    (if (= held? acquires?)
      (illegal (if held? "it is held" "it is free"))
      acquires?)))

;; -- one value: a register, or one key of a key/value store; `missing` is what it is before a write and after a delete --

(defn- swap [state {{[old new] :in :keys [fails]} :value}]
  (cond
    fails (if (= state old) (illegal "the value is " (pr-str old) ": the swap could not fail") state)
    (= state old) new
    :else (illegal "the value is " (pr-str state) ", not " (pr-str old))))

(defn value [missing]
  (fn [state op]
    (let [in (get-in op [:value :in])]
      (case (:f op)
        (:read :get)  (if (answers? op state) state (illegal "the value is " (pr-str state)))
        (:write :put) in
        :append       (if (or (nil? state) (string? state))
                        (str state in)
                        (illegal (pr-str state) " is no text"))
        :cas          (swap state op)
        :delete       missing))))

;; -- by name --

(def ^:private register-model
  {:knows   #{:read :get :write :put :cas}
   :initial (fn [{:keys [init]} _] init)
   :step    (fn [{:keys [init]}] (value init))
   :grows?  false})

(def models
  "By name: the functions it :knows, its :initial state from the options and the operations of a key, and from the options
  its :step. :grows? where hardly any state comes twice."
  {"sequencer"    {:knows   #{:next :reserve :read :get :create :delete}
                   :initial sequencer/initial
                   :step    sequencer/step
                   :grows?  true}
   "fencing-lock" {:knows   #{:acquire :renew :release}
                   :initial (constantly lock-init)
                   :step    (constantly fencing-lock)
                   :grows?  true}
   "mutex"        {:knows   #{:acquire :release}
                   :initial (constantly false)
                   :step    (constantly mutex)
                   :grows?  false}
   "register"     register-model
   "cas-register" register-model
   "kv"           (-> register-model
                      (update :knows conj :append :delete)
                      (assoc :grows? true))})
