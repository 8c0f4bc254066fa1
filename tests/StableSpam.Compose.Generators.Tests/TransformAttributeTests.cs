using System.Reflection;
using StableSpamCompose.Attributes;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Model;

namespace StableSpamCompose.Generators.Tests;

/// <summary>The attributes of the library's transforms against their recipes.</summary>
public class TransformAttributeTests
{
    private static readonly Assembly Runtime = typeof(TransformAttribute).Assembly;

    public static TheoryData<string> Transforms => [.. RecipeLibrary.Transforms.Names];

    [Theory]
    [MemberData(nameof(Transforms))]
    public void Every_transform_has_an_attribute_with_its_hyperparameters_and_defaults(string name)
    {
        TransformModel transform = RecipeLibrary.Transforms.Find(name)!;
        Type? attribute = Runtime.GetType($"StableSpamCompose.Attributes.{name}Attribute");
        Assert.NotNull(attribute);

        PropertyInfo[] properties = attribute.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly);
        Assert.Equal(transform.Hyperparameters.Select(hyperparameter => hyperparameter.Name.Text), properties.Select(property => AttributeWords.InRecipe(property.Name)));

        object instance = Activator.CreateInstance(attribute)!;
        foreach ((HyperparameterModel hyperparameter, PropertyInfo property) in transform.Hyperparameters.Zip(properties))
            Assert.Equal(DefaultOf(hyperparameter), Spelled(property.GetValue(instance)!));
    }

    [Fact]
    public void Attributes_may_stand_twice_and_on_classes_alone()
    {
        foreach (Type attribute in Runtime.GetTypes().Where(type => type.IsSubclassOf(typeof(ChainLinkAttribute)) && type != typeof(TransformAttribute)))
        {
            AttributeUsageAttribute usage = attribute.GetCustomAttribute<AttributeUsageAttribute>()!;
            Assert.True(usage.AllowMultiple, attribute.Name);
            Assert.Equal(AttributeTargets.Class, usage.ValidOn);
        }
    }

    [Theory]
    [InlineData("weight_decay", "WeightDecay")]
    [InlineData("beta1", "Beta1")]
    [InlineData("beta_1", "Beta_1")]
    [InlineData("v_max", "VMax")]
    [InlineData("a_b_c", "ABC")]
    [InlineData("x_1a_b", "X_1aB")]
    public void Names_are_spelled_one_way_and_back(string inRecipe, string inAttribute)
    {
        Assert.Equal(inAttribute, AttributeWords.Capitalised(inRecipe));
        Assert.Equal(inRecipe, AttributeWords.InRecipe(inAttribute));
    }

    private static object DefaultOf(HyperparameterModel hyperparameter) => hyperparameter.Kind switch
    {
        HyperparameterKind.Integer => (int)hyperparameter.Default.Value,
        HyperparameterKind.Flag => hyperparameter.StructuralDefault == "true",
        HyperparameterKind.Choice => hyperparameter.StructuralDefault,
        _ => hyperparameter.Default.Value,
    };

    private static object Spelled(object value) => value is Enum choice ? AttributeWords.InRecipe(choice.ToString()) : value;
}
