/** What the bundler makes of an import that is not a module of ours. */
declare module "*.css";
declare module "*?url" {
  const address: string;
  export default address;
}
