using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>What folds with fma and what with add, and what the other reductions are made of.</summary>
public class ReductionTests
{
    [Theory]
    [InlineData("sum(g * w)", "sum_of_products(gradient, weight)")]
    [InlineData("sum(g^2)", "sum_of_products(gradient, gradient)")]
    [InlineData("sum(2 * g)", "sum_of_products(broadcast(to_single(2)), gradient)")]
    [InlineData("norm(g)", "sqrt(sum_of_products(gradient, gradient))")]
    [InlineData("mean(g^2)", "divide(sum_of_products(gradient, gradient), max(element_count, 1))")]
    [InlineData("mean(g)", "divide(sum(gradient), max(element_count, 1))")]
    [InlineData("rms(g)", "sqrt(divide(sum_of_products(gradient, gradient), max(element_count, 1)))")]
    [InlineData("sum(g)", "sum(gradient)")]
    [InlineData("sum(abs(g))", "sum(abs(gradient))")]
    [InlineData("sum(g^3)", "sum(integer_power3(gradient))")]
    [InlineData("sum(g * w + w)", "sum(add(multiply(gradient, weight), weight))")]
    [InlineData("sum(-g * w)", "sum_of_products(negate(gradient), weight)")]
    [InlineData("sum(-(g * w))", "sum(negate(multiply(gradient, weight)))")]
    [InlineData("norm(g / w)", "sqrt(sum_of_products(divide(gradient, weight), divide(gradient, weight)))")]
    [InlineData("amax(g)", "largest(gradient)")]
    [InlineData("amin(g)", "select(greater(element_count, 0), negate(largest(negate(gradient))), 0)")]
    [InlineData("amax(abs(g), over: elements)", "largest(abs(gradient))")]
    [InlineData("count(g > w)", "sum(select(greater(gradient, weight), to_single(1), to_single(0)))")]
    [InlineData("if any(g > w) then 1 else 2", "select(greater(largest(select(greater(gradient, weight), to_single(1), to_single(0))), 0), 1, 2)")]
    [InlineData("if all(g > w) then 1 else 2", "select(equal(largest(select(greater(gradient, weight), to_single(0), to_single(1))), 0), 1, 2)")]
    public void A_reduction_is_what_it_says(string expression, string expected)
    {
        StepProgram program = Recipes.LowerRule($"s = {expression}", "state: { s: { per: tensor } }");

        Assert.Equal(expected, Formula.Of(program, program.NewStates[0]));
    }

    // What is folded away is named; what is left is one value for each of the rest. A value of rows, columns or matrices keeps its view.
    [Theory]
    [InlineData("row", "sum(g, over: columns)", "sum(gradient)")]
    [InlineData("column", "sum(g, over: rows)", "sum(gradient)")]
    [InlineData("block", "sum(g, over: block)", "sum(gradient)")]
    [InlineData("row", "mean(g, over: columns)", "divide(sum(gradient), to_single(max(column_count, 1)))")]
    [InlineData("column", "mean(g, over: rows)", "divide(sum(gradient), to_single(max(row_count, 1)))")]
    [InlineData("block", "mean(g, over: block)", "divide(sum(gradient), max(block_length, to_single(1)))")]
    [InlineData("row", "norm(g, over: columns)", "sqrt(sum_of_products(gradient, gradient))")]
    [InlineData("column", "rms(g, over: rows)", "sqrt(divide(sum_of_products(gradient, gradient), to_single(max(row_count, 1))))")]
    [InlineData("column", "amin(g, over: rows)", "select(greater(row_count, 0), negate(largest(negate(gradient))), to_single(0))")]
    [InlineData("block", "count(g > w, over: block)", "sum(select(greater(gradient, weight), to_single(1), to_single(0)))")]
    [InlineData("row", "if any(g > w, over: columns) then 1 else 2",
        "select(greater(largest(select(greater(gradient, weight), to_single(1), to_single(0))), to_single(0)), to_single(1), to_single(2))")]
    [InlineData("matrix", "mean(r, over: rows)", "divide(sum(state), max(row_count, 1))")]
    [InlineData("matrix", "mean(c, over: columns)", "divide(sum(state), max(column_count, 1))")]
    [InlineData("matrix", "norm(r, over: rows)", "sqrt(sum_of_products(state, state))")]
    [InlineData("tensor", "mean(r)", "divide(sum(state), max(multiply(matrix_count, row_count), 1))")]
    [InlineData("tensor", "mean(c)", "divide(sum(state), max(multiply(matrix_count, column_count), 1))")]
    [InlineData("tensor", "mean(b)", "divide(sum(state), max(block_count, 1))")]
    [InlineData("tensor", "mean(x)", "divide(sum(state), max(matrix_count, 1))")]
    [InlineData("tensor", "sum(r * r)", "sum_of_products(state, state)")]
    [InlineData("tensor", "norm(x)", "sqrt(sum(multiply(state, state)))")] // in double, product by product
    [InlineData("tensor", "amax(r)", "largest(state)")]
    [InlineData("row", "sum(r * g, over: columns)", "sum_of_products(broadcast(state), gradient)")]
    [InlineData("group", "sum(r, over: group)", "group_sum(sum(state))")]
    [InlineData("group", "mean(b, over: all)", "divide(group_sum(sum(state)), max(group_sum(block_count), 1))")]
    public void A_reduction_leaves_one_value_for_each_of_the_rest(string scope, string expression, string expected)
    {
        foreach (string view in (string[])["batched", "flattened"])
        {
            StepProgram program = Recipes.LowerRule(
                $"s = {expression}",
                $"view: {view}\nstate: {{ s: {{ per: {scope} }}, r: {{ per: row }}, c: {{ per: column }}, x: {{ per: matrix }}, b: {{ per: block }} }}");

            // The matrices of the flattened view are one each.
            string inView = view == "batched" ? expected : expected.Replace("max(matrix_count, 1)", "max(1, 1)").Replace("multiply(matrix_count, row_count)", "row_count").Replace("multiply(matrix_count, column_count)", "column_count");
            Assert.Equal(inView, Formula.Of(program, program.NewStates[0]));
            Node result = program.Nodes[program.NewStates[0]];
            Assert.Equal(program.States[0].Scope, result.Scope);
            Assert.Equal(scope is "row" or "column" or "block" ? ValueKind.Single : ValueKind.Double, result.Kind);
            bool isFlattened = view == "flattened";
            Assert.All(program.Nodes, node => Assert.Equal(node.Scope, Scopes.InView(node.Scope, isFlattened)));
            Assert.All(
                program.Nodes.Where(node => node.Opcode is Opcode.RowCount or Opcode.ColumnCount),
                node => Assert.Equal(isFlattened ? 1 : 0, node.Slot));
        }
    }

    [Fact]
    public void A_value_of_the_other_view_is_folded_by_its_own_and_over_no_rows_of_this()
    {
        const string Flat = "transform: Flat\nview: flattened\nstate: { r: { per: row, role: rows } }\nrule: |\n  r = norm(g, over: columns)\n";
        StepProgram program = Recipes.Lower(
            "optimizer: O\nchain: [X, Flat]\n", Recipes.Transform("s = mean(r)", "uses: { r: rows }\nstate: { s: { per: tensor } }\n"), Flat);
        Assert.Equal("divide(sum(state), max(row_count, 1))", Formula.Of(program, program.NewStates[0]));
        Assert.Equal(1, program.Nodes.First(node => node.Opcode == Opcode.RowCount).Slot);

        Recipes.FindsOne(
            FindingCatalog.NothingToReduceThere, "optimizer: O\nchain: [X, Flat]\n",
            Recipes.Transform("g = g * mean(r, over: ⟦rows⟧)", "uses: { r: rows }\n"), Flat);
    }
}
