;; The models of the second opinion against a table of steps.
(require '[expect :refer [check finish]] '[pawl.steps :as steps] '[pawl.verdict :as verdict])

(defn sequence-at [current & {:as more}]
  (merge {:current current :created {:initial 0 :increment 1} :allocated {}} more))

(defn bounded [current & {:as more}]
  (sequence-at current :created (merge {:initial 0 :increment 1} more)))

(def held {:held? true :token 3 :exact? true})
(def free {:held? false :token 3 :exact? true})
(def held-unseen {:held? true :token 3 :exact? false})

(def table
  "Model, state, operation, expected next state; :no where there is none."
  [;; numbers one after the other
   ["sequencer" (sequence-at 4) {:f :next :value {:in nil :out 5}} (sequence-at 5)]
   ["sequencer" (sequence-at 4) {:f :next :value {:in nil :out 6}} :no]
   ["sequencer" (sequence-at 4) {:f :next :value {:in nil}} (sequence-at 5)]
   ["sequencer" (sequence-at 4) {:f :reserve :value {:in [3 nil] :out [3 [5 7]]}} (sequence-at 7)]
   ["sequencer" (sequence-at 4) {:f :reserve :value {:in [3 nil] :out [3 [5 8]]}} :no]
   ["sequencer" (sequence-at 4) {:f :reserve :value {:in [3 nil]}} (sequence-at 7)]
   ["sequencer" (sequence-at 4) {:f :read :value {:in nil :out 4}} (sequence-at 4)]
   ["sequencer" (sequence-at 4) {:f :get :value {:in nil :out 3}} :no]
   ["sequencer" (sequence-at nil) {:f :read :value {:in nil :out nil}} (sequence-at nil)]
   ["sequencer" (sequence-at nil) {:f :next :value {:in nil :out 1}} :no]
   ;; keys
   ["sequencer" (sequence-at 4) {:f :next :value {:in nil :out 5 :idem "k"}} (sequence-at 5 :allocated {"k" [5 5]})]
   ["sequencer" (sequence-at 4 :allocated {"k" [3 4]}) {:f :reserve :value {:in [2 nil] :out [2 [3 4]] :idem "k"}}
    (sequence-at 4 :allocated {"k" [3 4]})]
   ["sequencer" (sequence-at 4 :allocated {"k" [3 4]}) {:f :reserve :value {:in [2 nil] :out [2 [5 6]] :idem "k"}} :no]
   ["sequencer" (sequence-at nil :allocated {"k" [3 3]}) {:f :next :value {:in nil :out 3 :idem "k"}}
    (sequence-at nil :allocated {"k" [3 3]})]
   ;; lives
   ["sequencer" (sequence-at 4) {:f :delete :value {:in nil :out nil}} (sequence-at nil :incarnation nil)]
   ["sequencer" (sequence-at nil) {:f :delete :value {:in nil :out nil}} :no]
   ["sequencer" (sequence-at nil) {:f :create :value {:in {:initial 10 :increment 5} :out nil}}
    (sequence-at 10 :created {:initial 10 :increment 5} :incarnation nil)]
   ["sequencer" (sequence-at nil) {:f :create :value {:in nil :out nil :incarnation 7}} (sequence-at 0 :incarnation 7)]
   ["sequencer" (sequence-at 4) {:f :create :value {:in {:increment 1} :out nil}} (sequence-at 4)]
   ["sequencer" (sequence-at 4) {:f :create :value {:in {:increment 2} :out nil}} :no]
   ["sequencer" (sequence-at 4 :incarnation 7) {:f :next :value {:in nil :out 5 :incarnation 7}} (sequence-at 5 :incarnation 7)]
   ["sequencer" (sequence-at 4 :incarnation 7) {:f :next :value {:in nil :out 5 :incarnation 8}} :no]
   ["sequencer" (sequence-at 4 :incarnation 7) {:f :read :value {:in nil :out 4 :incarnation 8}} :no]
   ;; increments and bounds
   ["sequencer" (bounded 4 :increment 5) {:f :reserve :value {:in [2 nil] :out [2 [9 14]]}} (bounded 14 :increment 5)]
   ["sequencer" (bounded 4 :max 5) {:f :next :value {:in nil :out 5}} (bounded 5 :max 5)]
   ["sequencer" (bounded 5 :max 5) {:f :next :value {:in nil}} :no]
   ["sequencer" (bounded 4 :max 5 :cycle true) {:f :reserve :value {:in [2 nil]}} :no]
   ["sequencer" (bounded 5 :max 5 :cycle true) {:f :next :value {:in nil :out 1}} (bounded 1 :max 5 :cycle true)]
   ["sequencer" (bounded 5 :min -2 :max 5 :cycle true) {:f :next :value {:in nil :out -2}} (bounded -2 :min -2 :max 5 :cycle true)]
   ["sequencer" (bounded -2 :increment -1 :min -2 :max 5 :cycle true) {:f :next :value {:in nil :out 5}}
    (bounded 5 :increment -1 :min -2 :max 5 :cycle true)]
   ;; locks
   ["fencing-lock" free {:f :acquire :value {:in nil :out 5}} {:held? true :token 5 :exact? true}]
   ["fencing-lock" free {:f :acquire :value {:in nil :out nil :token 5}} {:held? true :token 5 :exact? true}]
   ["fencing-lock" free {:f :acquire :value {:in nil :out 3}} :no]
   ["fencing-lock" held {:f :acquire :value {:in nil :out 4}} :no]
   ["fencing-lock" free {:f :acquire :value {:in nil}} held-unseen]
   ["fencing-lock" held {:f :release :value {:in 3 :out 3}} free]
   ["fencing-lock" held {:f :release :value {:in 2 :out 2}} :no]
   ["fencing-lock" held {:f :release :value {:in 3}} free]
   ["fencing-lock" free {:f :release :value {:in 3 :out 3}} :no]
   ["fencing-lock" held {:f :renew :value {:in 3 :out 3}} held]
   ["fencing-lock" held-unseen {:f :release :value {:in 9 :out 9}} {:held? false :token 9 :exact? true}]
   ["fencing-lock" held-unseen {:f :release :value {:in 3 :out 3}} :no]
   ["mutex" false {:f :acquire :value {:in nil :out nil}} true]
   ["mutex" true {:f :acquire :value {:in nil}} :no]
   ["mutex" true {:f :release :value {:in nil :out nil}} false]
   ["mutex" false {:f :release :value {:in nil :out nil}} :no]
   ;; values
   ["register" 1 {:f :write :value {:in 7 :out 7}} 7]
   ["register" 7 {:f :read :value {:in nil :out 7}} 7]
   ["register" 7 {:f :read :value {:in nil :out nil}} :no]
   ["cas-register" 7 {:f :cas :value {:in [7 8] :out [7 8]}} 8]
   ["cas-register" 7 {:f :cas :value {:in [6 8]}} :no]
   ["cas-register" 7 {:f :cas :value {:in [6 8] :fails true}} 7]
   ["cas-register" 7 {:f :cas :value {:in [7 8] :fails true}} :no]
   ["kv" nil {:f :put :value {:in 7 :out 7}} 7]
   ["kv" 7 {:f :get :value {:in nil :out nil}} :no]
   ["kv" "a" {:f :append :value {:in "b" :out "b"}} "ab"]
   ["kv" nil {:f :append :value {:in "b"}} "b"]
   ["kv" 7 {:f :append :value {:in "b"}} :no]
   ["kv" 7 {:f :delete :value {:in nil :out nil}} nil]])

(doseq [[model state op expected] table]
  (let [found (((:step (steps/models model)) {:init nil}) state op)]
    (check [model state op] expected (if (verdict/illegal? found) :no found))))

(let [initial (:initial (steps/models "sequencer"))]
  (check "absent until created" nil (:current (initial {:init 7} [{:invoke {:f :create}}])))
  (check "there from the beginning" 7 (:current (initial {:init 7} [{:invoke {:f :next}}])))
  (check "at 0 if nobody says" 0 (:current (initial {:init nil} []))))

(finish (str "all of " (count table) " steps"))
