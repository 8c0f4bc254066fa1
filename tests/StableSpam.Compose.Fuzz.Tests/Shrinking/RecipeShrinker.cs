using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Fuzz.Tests.Generation;

namespace StableSpamCompose.Fuzz.Tests.Shrinking;

/// <summary>Cuts a failing recipe down, greedily: whatever can go while it still fails, goes.</summary>
/// <param name="fails">Whether a recipe fails still.</param>
/// <param name="attempts">How many recipes are tried at most.</param>
internal sealed class RecipeShrinker(Func<RandomRecipe, bool> fails, int attempts)
{
    private int _attempts = attempts;

    public RandomRecipe Shrink(RandomRecipe recipe)
    {
        while (Smaller(recipe).FirstOrDefault(StillFails) is { } smaller) recipe = smaller;
        return recipe;
    }

    private bool StillFails(RandomRecipe recipe) => _attempts-- > 0 && fails(recipe);

    private static IEnumerable<RandomRecipe> Smaller(RandomRecipe recipe)
    {
        foreach (IReadOnlyList<RandomLink> chain in Without(recipe.Chain)) yield return recipe with { Chain = chain };
        foreach (IReadOnlyList<RandomTransform> transforms in Without(recipe.Transforms)) yield return recipe with { Transforms = transforms };
        foreach (IReadOnlyList<RandomTransform> transforms in WithOneSmaller(recipe.Transforms, Smaller)) yield return recipe with { Transforms = transforms };
        foreach (IReadOnlyList<RandomLink> chain in WithOneSmaller(recipe.Chain, link => Without(link.Settings).Select(settings => link with { Settings = settings })))
            yield return recipe with { Chain = chain };
        foreach (IReadOnlyList<RandomHyperparameter> declared in Without(recipe.Hyperparameters)) yield return recipe with { Hyperparameters = declared };
        if (recipe.LearningRate.Length > 0) yield return recipe with { LearningRate = "" };
    }

    private static IEnumerable<RandomTransform> Smaller(RandomTransform transform)
    {
        foreach (IReadOnlyList<RandomStatement> statements in Without(transform.Statements)) yield return transform with { Statements = statements };
        foreach (IReadOnlyList<RandomState> states in Without(transform.States)) yield return transform with { States = states };
        foreach (IReadOnlyList<RandomHyperparameter> declared in Without(transform.Hyperparameters)) yield return transform with { Hyperparameters = declared };
        foreach (IReadOnlyList<string> uses in Without(transform.Uses)) yield return transform with { Uses = uses };
        foreach (IReadOnlyList<RandomStatement> statements in WithOneSmaller(transform.Statements, Smaller)) yield return transform with { Statements = statements };
        foreach (IReadOnlyList<RandomState> states in WithOneSmaller(transform.States, Smaller)) yield return transform with { States = states };
    }

    private static IEnumerable<RandomStatement> Smaller(RandomStatement statement)
    {
        int colon = statement.Before.IndexOf(": ", StringComparison.Ordinal);
        if (statement.Before.StartsWith("if ", StringComparison.Ordinal)) yield return statement with { Before = statement.Before[(colon + 2)..] };
        if (statement.Value is null) yield break;
        foreach (Term value in Smaller(statement.Value)) yield return statement with { Value = value };
    }

    private static IEnumerable<RandomState> Smaller(RandomState state)
    {
        if (state.Initial is null) yield break;
        yield return state with { Initial = null };
        foreach (Term initial in Smaller(state.Initial)) yield return state with { Initial = initial };
    }

    // An operand in place of the operation, a plain name in place of anything, or the same of an operand.
    private static IEnumerable<Term> Smaller(Term term)
    {
        if (term.Operands.Count == 0) yield break;
        foreach (Term operand in term.Operands.Where(operand => operand.IsCondition == term.IsCondition)) yield return operand;
        if (!term.IsCondition) yield return Term.Leaf(term.Scope == Scope.Element ? "g" : "1", term.Scope);
        foreach (IReadOnlyList<Term> operands in WithOneSmaller(term.Operands, Smaller)) yield return term with { Operands = operands };
    }

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> items) =>
        Enumerable.Range(0, items.Count).Select(left => (IReadOnlyList<T>)[.. items.Where((_, i) => i != left)]);

    private static IEnumerable<IReadOnlyList<T>> WithOneSmaller<T>(IReadOnlyList<T> items, Func<T, IEnumerable<T>> smaller) =>
        from i in Enumerable.Range(0, items.Count)
        from item in smaller(items[i])
        select (IReadOnlyList<T>)[.. items.Take(i), item, .. items.Skip(i + 1)];
}
