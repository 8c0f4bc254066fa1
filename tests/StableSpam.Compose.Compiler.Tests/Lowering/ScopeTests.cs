using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>How fine values are, where they are rounded, and what rules become.</summary>
public class ScopeTests
{
    [Fact]
    public void A_rule_becomes_values_of_the_scopes_that_it_needs()
    {
        StepProgram program = Recipes.LowerRule("a = 2 * h\nb = a * norm(g)\nc = b * g + w\ng = c", "hyperparameters: { h: { default: 3 } }\n");

        Assert.Equal("""
            program O
              %0 = gradient : element single  (grad)
              %1 = weight : element single  (w)
              %2 = learning_rate : step double  (lr)
              %3 = update_clock : step double  (k)
              %4 = h : step double  (h)
              # X: a = 2 * h
              %5 = 2 : step double
              %6 = multiply %5, %4 : step double  (a)
              # X: b = a * norm(g)
              %7 = sum_of_products %0, %0 : tensor double
              %8 = sqrt %7 : tensor double
              %9 = multiply %6, %8 : tensor double  (b)
              # X: c = b * g + w
              %10 = to_single %9 : tensor single
              %11 = multiply %10, %0 : element single
              %12 = add %11, %1 : element single  (c)
              # apply: w = w - lr * g
              %13 = to_single %2 : step single
              %14 = multiply %13, %12 : element single
              %15 = subtract %1, %14 : element single  (w)
              w <- %15
              k <- %3

            """, IrPrinter.Print(program));
    }

    [Theory]
    [InlineData("x = 1 + t", Scope.Step, ValueKind.Double)]
    [InlineData("x = numel", Scope.Tensor, ValueKind.Double)]
    [InlineData("x = lr / rank", Scope.Tensor, ValueKind.Double)]
    [InlineData("x = sum(g)", Scope.Tensor, ValueKind.Double)]
    [InlineData("x = any(g > 0)", Scope.Tensor, ValueKind.Condition)]
    [InlineData("x = t > 3", Scope.Step, ValueKind.Condition)]
    [InlineData("x = grad", Scope.Element, ValueKind.Single)]
    [InlineData("x = if t > 3 then norm(g) else 1", Scope.Tensor, ValueKind.Double)]
    [InlineData("x = if g > 3 then 0 else 1", Scope.Element, ValueKind.Single)]
    [InlineData("x = fma(1, t, numel)", Scope.Tensor, ValueKind.Double)]
    [InlineData("x = norm(g) * g > t", Scope.Element, ValueKind.Condition)]
    [InlineData("x = cosine(t, 3, from: 1, to: 2)", Scope.Step, ValueKind.Double)]
    public void The_scope_of_an_operation_is_the_finest_of_its_operands(string statement, Scope scope, ValueKind kind)
    {
        // Shown by what it is used for: w takes it whatever it is.
        StepProgram program = Recipes.LowerRule(statement + (kind == ValueKind.Condition ? "\nw = if x then 1 else w" : "\nw = x"), "apply: own");
        Node value = kind == ValueKind.Condition ? ConditionOf(program) : NumberOf(program);

        Assert.Equal((scope, kind), (value.Scope, value.Kind));
    }

    // r, c, m, b: one value for each row, column, matrix, block; f and d for each row and column of the flattened view.
    [Theory]
    [InlineData("r * norm(g)", Scope.Row)]
    [InlineData("r * lr", Scope.Row)]
    [InlineData("r * m", Scope.Row)]
    [InlineData("c * m", Scope.Column)]
    [InlineData("m * numel", Scope.Matrix)]
    [InlineData("r * c", Scope.Element)]
    [InlineData("r * b", Scope.Element)]
    [InlineData("m * b", Scope.Element)]
    [InlineData("b * t", Scope.Block)]
    [InlineData("r * f", Scope.Element)]
    [InlineData("c * d", Scope.Element)]
    [InlineData("m * f", Scope.Element)]
    [InlineData("f * sum(f)", Scope.FlatRow)]
    [InlineData("d + 1", Scope.FlatColumn)]
    [InlineData("m * grad", Scope.Element)]
    [InlineData("if r > 0 then m else lr", Scope.Row)]
    [InlineData("if m > 0 then r else c", Scope.Element)]
    [InlineData("rows * columns", Scope.Tensor)]
    public void Values_that_no_part_has_in_common_meet_in_the_elements(string expression, Scope scope)
    {
        const string Flat = "transform: Flat\nview: flattened\nstate: { f: { per: row, role: flat rows }, d: { per: column, role: flat columns } }\nrule: |\n  f = f + norm(g, over: columns)\n  d = d + norm(g, over: rows)\n";
        StepProgram program = Recipes.Lower(
            "optimizer: O\nchain: [X, Flat]\n",
            Recipes.Transform(
                $"r = norm(g, over: columns)\nc = norm(g, over: rows)\nm = sum(r, over: rows)\nb = norm(g, over: block)\nx = {expression}\nw = x",
                "apply: own\nuses: { f: flat rows, d: flat columns }\n"),
            Flat);
        Node value = NumberOf(program);

        Assert.Equal(scope, value.Scope);
        Assert.Equal(scope is Scope.Matrix or Scope.Tensor ? ValueKind.Double : ValueKind.Single, value.Kind);
    }

    [Fact]
    public void What_holds_for_the_coarser_scope_holds_for_the_finer()
    {
        Scope[] all = Enum.GetValues<Scope>();
        foreach (Scope a in all)
        {
            Assert.True(Scopes.IsWithin(a, a));
            foreach (Scope b in all)
            {
                Scope join = Scopes.Join(a, b);
                Assert.Equal(join, Scopes.Join(b, a));
                Assert.True(Scopes.IsWithin(a, join) && Scopes.IsWithin(b, join));
                Assert.True(a == b || !Scopes.IsWithin(a, b) || !Scopes.IsWithin(b, a));
                // The join is the coarsest of what both hold for.
                Assert.All(all.Where(c => Scopes.IsWithin(a, c) && Scopes.IsWithin(b, c)), c => Assert.True(Scopes.IsWithin(join, c)));
            }
        }
    }

    [Fact]
    public void A_double_is_rounded_once_before_it_meets_elements()
    {
        StepProgram program = Recipes.LowerRule("x = t / 3\nw = x * g + x\ny = x * 2", "apply: own");

        Node[] rounded = [.. program.Nodes.Where(node => node.Opcode == Opcode.ToSingle)];
        Assert.All(rounded, node => Assert.Equal(Opcode.Divide, program.Nodes[node.Operands[0]].Opcode));
        Assert.Equal(ValueKind.Double, program.Nodes.Last().Kind);
    }

    private static Node NumberOf(StepProgram program)
    {
        Node node = program.Nodes[program.NewWeight];
        while (node.Opcode is Opcode.Broadcast or Opcode.ToSingle) node = program.Nodes[node.Operands[0]];
        return node;
    }

    private static Node ConditionOf(StepProgram program)
    {
        Node node = program.Nodes[program.NewWeight];
        Assert.Equal(Opcode.Select, node.Opcode);
        return program.Nodes[node.Operands[0]];
    }
}
