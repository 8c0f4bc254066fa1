using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>Initial values, resets, the states of others, clocks and the application of the update.</summary>
public class StateTests
{
    private const string Moment = "transform: Moment\nstate: { m: { per: element, moment: true, initial: 0.5, role: first } }\nrule: |\n  m = m + g\n  g = m\n";

    [Fact]
    public void A_constant_initial_value_is_no_part_of_the_program()
    {
        StepProgram program = Recipes.LowerRule("s = s + 1", "state: { s: { per: step, initial: -1 / 4 } }");

        Assert.Equal(-0.25, program.States.Single().Initial);
        Assert.DoesNotContain(program.Nodes, node => node.Opcode == Opcode.FirstUpdate);
    }

    [Fact]
    public void An_expression_is_selected_in_the_first_update_where_its_transform_begins()
    {
        StepProgram program = Recipes.Lower("optimizer: O\nchain: [DecoupledDecay: { decay: { fixed: 0.5 } }, X]\n", Recipes.Transform("s = s + g", "state: { s: { per: element, initial: w } }"));

        Node sum = program.Nodes[program.NewStates[0]];
        Node old = program.Nodes[sum.Operands[0]];
        Assert.Equal((Opcode.Add, Opcode.Select), (sum.Opcode, old.Opcode));
        Assert.Equal(Opcode.FirstUpdate, program.Nodes[old.Operands[0]].Opcode);
        Assert.Equal(Opcode.Multiply, program.Nodes[old.Operands[1]].Opcode); // w, decayed already
        Assert.Equal(Opcode.State, program.Nodes[old.Operands[2]].Opcode);
    }

    [Fact]
    public void A_state_takes_a_coarser_value()
    {
        StepProgram program = Recipes.LowerRule("v = t", "state: { v: { per: element } }");

        Assert.Equal("broadcast(to_single(step_clock))", Formula.Of(program, program.NewStates[0]));
    }

    [Fact]
    public void A_reset_selects_the_initial_value_for_later_moments()
    {
        StepProgram program = Recipes.Lower("optimizer: O\nchain: [X, Moment]\n", Recipes.Transform("s = s + 1\nreset moments when t > 3", "state: { s: { per: element, moment: true } }"), Moment);

        Assert.Equal("add(state, to_single(1))", Formula.Of(program, program.NewStates[0]));
        Assert.Equal("add(select(greater(step_clock, 3), broadcast(to_single(0.5)), state), gradient)", Formula.Of(program, program.NewStates[1]));
    }

    [Fact]
    public void A_reset_without_condition_always_resets()
    {
        StepProgram program = Recipes.Lower("optimizer: O\nchain: [X, Moment]\n", Recipes.Transform("reset moments"), Moment);

        Assert.Equal("add(select(true, broadcast(to_single(0.5)), state), gradient)", Formula.Of(program, program.NewStates[0]));
    }

    [Fact]
    public void A_reset_after_the_step_comes_last()
    {
        StepProgram program = Recipes.Lower("optimizer: O\nchain: [X, Moment]\n", Recipes.Transform("reset moments after step when t > 3"), Moment);

        Assert.Equal("select(greater(step_clock, 3), broadcast(to_single(0.5)), add(state, gradient))", Formula.Of(program, program.NewStates[0]));
        Assert.Equal("subtract(weight, multiply(to_single(learning_rate), add(state, gradient)))", Formula.Of(program, program.NewWeight));
    }

    [Fact]
    public void The_nearest_later_transform_with_the_role_is_read()
    {
        const string Reader = "transform: Reader\nuses: { theirs: first }\nrule: |\n  g = g + theirs\n";
        StepProgram program = Recipes.Lower(
            "optimizer: O\nchain: [Moment, Reader, Apply, Moment: { as: Near }, Moment: { as: Far }]\n", Reader, Moment);

        Assert.Equal(["Moment.m", "Near.m", "Far.m"], program.States.Select(state => state.Name));
        int read = program.Nodes.Single(node => node.Opcode == Opcode.Add && program.Nodes[node.Operands[1]].Opcode == Opcode.State).Operands[1];
        Assert.Equal(1, program.Nodes[read].Slot);
    }

    [Fact]
    public void A_name_of_a_state_is_its_old_value_until_it_is_assigned()
    {
        StepProgram program = Recipes.LowerRule("u = v\nv = g\ng = u + v", "state: { v: { per: element } }");

        Assert.Equal("subtract(weight, multiply(to_single(learning_rate), add(state, gradient)))", Formula.Of(program, program.NewWeight));
    }

    [Fact]
    public void An_assigned_learning_rate_holds_for_the_rest_of_the_step()
    {
        StepProgram program = Recipes.LowerRule("lr = lr * norm(w)");

        Assert.Equal("subtract(weight, multiply(to_single(multiply(learning_rate, sqrt(sum_of_products(weight, weight)))), gradient))", Formula.Of(program, program.NewWeight));
    }

    [Fact]
    public void An_assigned_clock_counts_on()
    {
        Assert.Equal("select(greater(step_clock, 3), 1, update_clock)", Formula.Of(Recipes.LowerRule("k = if t > 3 then 1 else k"), program => program.NewClock));
        Assert.Equal("update_clock", Formula.Of(Recipes.LowerRule("g = k * g"), program => program.NewClock));
    }

    [Fact]
    public void What_follows_apply_sees_the_new_parameter()
    {
        StepProgram program = Recipes.LowerRule("apply\nw = w * 0.5");

        Assert.Equal("multiply(subtract(weight, multiply(to_single(learning_rate), gradient)), to_single(0.5))", Formula.Of(program, program.NewWeight));
    }

    [Fact]
    public void A_transform_that_moves_the_parameter_itself_is_not_followed_by_an_application()
    {
        Assert.Equal("subtract(weight, gradient)", Formula.Of(Recipes.LowerRule("w = w - g", "apply: own"), program => program.NewWeight));
        Assert.Equal("weight", Formula.Of(Recipes.LowerRule("g = 2 * g", "apply: own"), program => program.NewWeight));
    }

    [Fact]
    public void A_binding_is_computed_where_its_transform_begins()
    {
        StepProgram program = Recipes.Lower(
            "optimizer: O\nchain: [First, X: { h: k * 2 }]\n", "transform: First\nrule: |\n  k = 7\n", Recipes.Transform("k = 9\ns = h", "hyperparameters: { h: { default: 1 } }\nstate: { s: { per: step } }"));

        Assert.Equal("multiply(7, 2)", Formula.Of(program, program.NewStates[0]));
    }
}
