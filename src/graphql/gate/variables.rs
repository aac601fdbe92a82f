//! The variables of the chosen operation, made complete.

use async_graphql::Variables;
use async_graphql::parser::types::OperationDefinition;

use super::inputs::Inputs;
use super::refusal::Refusal;

/// Checks the variables of an operation and fills in their defaults, which the framework overlooks
/// in `@skip` and `@include`. A variable that was left out and has no default stays out: absent is
/// not null.
pub(super) fn complete(
    operation: &OperationDefinition,
    inputs: &Inputs,
    variables: &mut Variables,
) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
        if !variables.contains_key(name) {
            match &definition.node.default_value {
                Some(default) => {
                    variables.insert(name.clone(), default.node.clone());
                }
                None if ty.nullable => continue,
                None => {
                    let refusal = Refusal::invalid(format!(
                        "Variable ${name}: a value of type {ty} is required."
                    ));
                    return Err(refusal.at(definition.pos));
                }
            }
        }
        if let Some(value) = variables.get(name) {
            let checked = inputs.check(value, ty);
            checked
                .map_err(|mismatch| Refusal::invalid(mismatch.message(name)).at(definition.pos))?;
        }
    }
    Ok(())
}

/// Refuses a variable of an unknown type, on which the framework panics.
pub(super) fn types_known(operation: &OperationDefinition, inputs: &Inputs) -> Result<(), Refusal> {
    match operation
        .variable_definitions
        .iter()
        .find(|v| !inputs.knows(&v.node.var_type.node))
    {
        None => Ok(()),
        Some(v) => {
            let refusal = Refusal::invalid(format!(
                "Variable ${} is not of an input type.",
                v.node.name.node
            ));
            Err(refusal.at(v.pos))
        }
    }
}
