export { maskMail, type Person, type PersonId, parseMailAddress, parsePersonId } from './person.ts'
export { isOperator, may, type Permission, parseRole, permissions, type Role, roles } from './roles.ts'
